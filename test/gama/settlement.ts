// GAMA's settlement window, as far as rrpay.prg knows it.
import { FoxObject, numeric } from "./values.ts";

/** The settlement window, with what GAMA-6 and GAMA-7 assume; `paid` is what it was given. */
export class Settlement extends FoxObject {
  readonly paid: (readonly [number: number, euros: number])[] = [];
  /** Codes that went to its KeyPress. */
  readonly pressed: number[] = [];

  constructor(caption = "Atsiskaitymas") {
    super({ Caption: caption, DataSessionId: 2, HWnd: caption === "Atsiskaitymas" ? 22 : 11, issaugota: false });
    this.members.set("KREDITAS", ([number = 0, euros = 0]) => {
      this.paid.push([numeric(number), numeric(euros)]);
      return true;
    });
    this.members.set("KEYPRESS", ([code = 0]) => {
      this.pressed.push(numeric(code));
      return true;
    });
  }
}
