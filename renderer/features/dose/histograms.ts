// Histograms of the structures of a case, kept up to date with what is drawn: one after another in a worker, the newest
// content of each, again when it has changed. What is shown meanwhile says of which content it is.

import type { DoseGrid } from '../../../core/dose/index.ts';
import type { SliceContent } from '../../../core/edit/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { MadeHistogram } from '../../commands/dose-port.ts';
import type { DvhAnswer, DvhMessage } from '../../workers/dvh-messages.ts';

export interface DvhWorkerPort {
  send(message: DvhMessage): void;
  listen(onAnswer: (answer: DvhAnswer) => void, onFailure: () => void): void;
  close(): void;
}

/** A structure as it is now. */
export interface WantedStructure {
  readonly id: string;
  readonly contentRev: number;
  readonly slices: ReadonlyMap<number, SliceContent>;
}

export interface HistogramPorts {
  readonly geometry: ImageGeometry;
  readonly newWorker: () => DvhWorkerPort;
  /** Structures that are looked at, the most wanted first; none while nobody looks. */
  readonly wanted: () => readonly WantedStructure[];
  /** A histogram was made, or asked for. */
  readonly onChange: (making: { readonly done: number; readonly total: number } | null) => void;
}

export class Histograms {
  readonly made = new Map<string, MadeHistogram>();
  private readonly ports: HistogramPorts;
  private dose: DoseGrid | null = null;
  private worker: DvhWorkerPort | null = null;
  private asked: { readonly id: string; readonly contentRev: number } | null = null;
  /** Since nothing was missing. */
  private done = 0;

  constructor(ports: HistogramPorts) {
    this.ports = ports;
  }

  /** Another dose: all histograms are of the one before. */
  setDose(dose: DoseGrid | null): void {
    this.end();
    this.made.clear();
    this.dose = dose;
    this.update();
  }

  /** Asks for what is missing or out of date; call whenever that may have changed. */
  update(): void {
    const missing =
      this.dose === null
        ? []
        : this.ports.wanted().filter(({ id, contentRev }) => this.made.get(id)?.contentRev !== contentRev);
    if (missing.length === 0) this.done = 0;
    this.ports.onChange(missing.length === 0 ? null : { done: this.done, total: this.done + missing.length });
    const [next] = missing;
    if (this.asked !== null || next === undefined) return;
    this.asked = { id: next.id, contentRev: next.contentRev };
    this.workerOf().send({ kind: 'structure', id: next.id, slices: next.slices });
  }

  private workerOf(): DvhWorkerPort {
    if (this.worker !== null) return this.worker;
    const worker = this.ports.newWorker();
    this.worker = worker;
    worker.listen(
      (answer) => {
        if (this.worker === worker) this.take(answer);
      },
      () => {
        if (this.worker !== worker) return;
        const { asked } = this;
        this.end();
        if (asked !== null)
          this.keep(asked, null, ['The computation ended unexpectedly. Change the structure or open the case again.']);
      },
    );
    if (this.dose !== null) worker.send({ kind: 'dose', dose: this.dose, geometry: this.ports.geometry });
    return worker;
  }

  private take(answer: DvhAnswer): void {
    const { asked } = this;
    if (asked === null || asked.id !== answer.id) return;
    this.asked = null;
    if (answer.ok) this.keep(asked, answer.histogram, answer.notes);
    else this.keep(asked, null, [answer.message]);
  }

  private keep(
    { id, contentRev }: { readonly id: string; readonly contentRev: number },
    histogram: MadeHistogram['histogram'],
    notes: readonly string[],
  ): void {
    this.made.set(id, { contentRev, histogram, notes });
    this.done++;
    this.update();
  }

  /** Ends what is being made. */
  end(): void {
    this.worker?.close();
    this.worker = null;
    this.asked = null;
    this.done = 0;
  }
}
