/** The person at the payment screen, the printer and the other tills: everything that no policy decides. */
import type { Desk } from "./desk.ts";
import type { Switches, Tender } from "./model.ts";

/** What the operator works with. */
export interface OperatorWorld {
  /** The running desk; throws where RRPay does not run. */
  readonly desk: () => Desk;
  readonly switches: Switches;
  /** Runs what may end in a scripted crash. */
  readonly act: (action: () => void) => void;
  readonly changed: () => void;
}

export class Operator {
  readonly #world: OperatorWorld;

  constructor(world: OperatorWorld) {
    this.#world = world;
  }

  /** Takes these tenders (by default all of it by card); what they leave open stays in progress. */
  pay(id: string, tenders?: readonly Tender[]): void {
    this.#act((desk) => desk.pay(id, tenders));
  }

  /** Moves a payment on by one step of its policy. */
  step(id: string): void {
    this.#act((desk) => desk.step(id));
  }

  /** Gives a discount at RRPay's own screen, before anything is paid. */
  discount(id: string, cents: number): void {
    this.#act((desk) => desk.discount(id, cents));
  }

  decline(id: string, message?: string): void {
    this.#act((desk) => desk.abandon(id, "declined", message));
  }

  /** Cancels on RRPay's own screen, whatever `cancels` says of requests. */
  cancel(id: string, message?: string): void {
    this.#act((desk) => desk.abandon(id, "cancelled", message));
  }

  /** Prints what is paid but not printed. */
  print(id: string): void {
    this.#act((desk) => void desk.print(id));
  }

  /** Closes the day; document counter and epoch go on. Returns the report's text. */
  zReport(): string {
    return this.#world.desk().zReport();
  }

  /** Turns switches; nothing changes that is not named. Logging in goes on with what waits. */
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
