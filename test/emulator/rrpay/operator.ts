/** The person at the payment screen, the printer and the other tills: everything that a policy does not decide. */
import type { Desk } from "./desk.ts";
import type { Switches, Tender } from "./model.ts";

/** What the operator needs. */
export interface OperatorWorld {
  /** The running desk; throws when RRPay does not run. */
  readonly desk: () => Desk;
  readonly switches: Switches;
  /** Runs an action that may end in a scripted crash. */
  readonly act: (action: () => void) => void;
  readonly changed: () => void;
}

export class Operator {
  readonly #world: OperatorWorld;

  constructor(world: OperatorWorld) {
    this.#world = world;
  }

  /** Takes these tenders (by default everything by card). What they do not cover stays in progress. */
  pay(id: string, tenders?: readonly Tender[]): void {
    this.#act((desk) => desk.pay(id, tenders));
  }

  /** Does the next step of a payment's policy. */
  step(id: string): void {
    this.#act((desk) => desk.step(id));
  }

  /** Gives a discount on RRPay's own screen, before anything is paid. */
  discount(id: string, cents: number): void {
    this.#act((desk) => desk.discount(id, cents));
  }

  decline(id: string, message?: string): void {
    this.#act((desk) => desk.abandon(id, "declined", message));
  }

  /** Cancels on RRPay's own screen, whatever `cancels` says about requests. */
  cancel(id: string, message?: string): void {
    this.#act((desk) => desk.abandon(id, "cancelled", message));
  }

  /** Prints what is paid but not printed. */
  print(id: string): void {
    this.#act((desk) => void desk.print(id));
  }

  /** Closes the day. The document counter and the epoch go on. Returns the text of the report. */
  zReport(): string {
    return this.#world.desk().zReport();
  }

  /** Changes the switches that are named, and no others. After a login the waiting payments go on. */
  set(switches: Partial<Switches>): void {
    Object.assign(this.#world.switches, switches);
    if (switches.ready) this.#act((desk) => desk.goOn());
    this.#world.changed();
  }

  #act(action: (desk: Desk) => void): void {
    const desk = this.#world.desk();
    this.#world.act(() => action(desk));
  }
}
