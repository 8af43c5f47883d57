// Keeps the steps of a model with the case, version by version as a person makes them, and writes the model. What is on
// the screen never waits for the library.

import type { PrintState as KeptState, PrintMeasureWire, PrintSetup } from '../../../core/contract/index.ts';
import type { PrintRecipe } from '../../../core/print/index.ts';
import { whenOpen } from '../../client/when-open.ts';
import type { AppContext } from '../../commands/command.ts';
import { codeOf } from '../../data/edit-queue.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { notify, patchPrint } from '../../state/app-store.ts';
import { askedMeasure, keptMeasure } from '../../state/print-measures.ts';
import { type PrintState, type RecipeMoment, SAME_ACT_MS } from '../../state/print-state.ts';
import { type ModelFormat, sourcesOf, writeModel } from './write-model.ts';

export interface PrintKeeper {
  stepKept(direction: 'undo' | 'redo'): void;
  exportAs(format: ModelFormat): Promise<void>;
  /** Sends what waits. */
  dispose(): void;
}

const setupOf = ({ printerId, materialId, minWallMm }: PrintState): PrintSetup => ({
  printerId,
  materialId,
  minWallMm,
});

type Recipes = Pick<PrintState, 'recipe' | 'past' | 'future'>;

interface Waiting {
  readonly recipe: PrintRecipe | null;
  readonly measures: PrintMeasureWire[];
  readonly label: string;
}

const keptMoments = (labels: readonly { readonly label: string }[]): RecipeMoment[] =>
  labels.map(({ label }) => ({ label, recipe: 'kept', selectedStep: null, measures: [] }));

/** What is not there any more or was drawn on since, in words; null: all is as it was. */
const changeWords = ({ changed }: KeptState): string | null =>
  changed.length === 0
    ? null
    : `${changed.map(({ name, how }) => `${name} was ${how} since`).join('; ')}. The steps ran on what is there now.`;

class LibraryKeeper implements PrintKeeper {
  private readonly context: AppContext;
  private readonly session: OpenCase['session'];
  private readonly documentId: string;
  private readonly isReadOnly: boolean;
  private rev = 0;
  private tail: Promise<unknown>;
  private waiting: Waiting | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The state comes from the library: it is not to be sent back. */
  private isTaking = false;
  private hasFailed = false;
  /** Acts that are not answered. */
  private unanswered = 0;
  /** The library has versions of another window under those of this one: the history here lacks them. */
  private hasForeign = false;
  private readonly stops: readonly (() => void)[];
  private setupTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(context: AppContext, open: OpenCase) {
    this.context = context;
    this.session = open.session;
    this.documentId = open.session.documentId;
    const { store } = context;
    this.isReadOnly = store.getState().isReadOnly;
    this.tail = this.load(open).catch((error: unknown) => this.failed(error));
    this.stops = [
      store.subscribe(
        ({ print: { recipe, past, future } }) => ({ recipe, past, future }),
        (now, before) => this.changed(now, before),
        { equalityFn: (a, b) => a.recipe === b.recipe && a.past === b.past && a.future === b.future },
      ),
      store.subscribe(
        ({ print }) => JSON.stringify(setupOf(print)),
        () => this.setupChanged(),
      ),
      context.connection.on('print.changed', ({ documentId, rev }) => {
        if (documentId === this.documentId) this.lookAgain(rev);
      }),
      // What was told while the line was broken is lost.
      context.connection.onState((state) => {
        if (state === 'open') this.lookAgain(Number.POSITIVE_INFINITY);
      }),
    ];
  }

  private get client() {
    return this.context.connection.client.print;
  }

  private async load(open: OpenCase): Promise<void> {
    await open.session.settled();
    const state = await this.client.get({ documentId: this.documentId });
    const { print } = this.context.store.getState();
    const isNew = state.rev > print.keptRev;
    this.setRev(state.rev);
    this.takeSetup(state);
    // What was begun here before the answer came stays, on top of what the library has; so does what this window has
    // shown already.
    if (this.waiting !== null) this.hasForeign = isNew;
    else if (isNew || (print.recipe === null && print.past.length === 0)) this.take(state);
  }

  private setRev(rev: number): void {
    this.rev = rev;
    patchPrint(this.context.store, { keptRev: rev });
  }

  /** Another window may have changed the steps: theirs are shown, or lie under what was done here meanwhile. */
  private lookAgain(rev: number): void {
    this.tail = this.tail.then(async () => {
      if (this.hasFailed || rev <= this.rev) return;
      const state = await this.client.get({ documentId: this.documentId }).catch(() => null);
      if (state === null || state.rev <= this.rev) return;
      if (this.waiting !== null || this.unanswered > 0) this.putUnder(state);
      else {
        this.take(state);
        this.context.store.setState({ statusText: 'The steps of the model were changed in another window.' });
      }
    });
  }

  private putUnder(state: KeptState): void {
    this.setRev(state.rev);
    if (!this.hasForeign) this.tell('Yours are on top of them: undo goes back to those.');
    this.hasForeign = true;
  }

  private tell(text: string): void {
    const title = 'Another window changed the steps of this model too.';
    notify(this.context.store, { tone: 'info', title, text, act: null });
  }

  private takeSetup({ setup }: KeptState): void {
    if (setup === null) return;
    this.isTaking = true;
    patchPrint(this.context.store, setup);
    this.isTaking = false;
  }

  /** A slider of the least wall is one choice, not fifty. */
  private setupChanged(): void {
    if (this.isTaking || this.isReadOnly) return;
    clearTimeout(this.setupTimer);
    this.setupTimer = setTimeout(() => this.sendSetup(), SAME_ACT_MS);
  }

  private sendSetup(): void {
    clearTimeout(this.setupTimer);
    this.setupTimer = undefined;
    const setup = setupOf(this.context.store.getState().print);
    this.enqueue(() => this.client.setUp({ documentId: this.documentId, setup }));
  }

  private take(state: KeptState): void {
    this.setRev(state.rev);
    this.hasForeign = false;
    this.isTaking = true;
    patchPrint(this.context.store, {
      recipe: state.recipe,
      selectedStep: null,
      sources: Object.fromEntries(state.sources.map(({ name, structureId }) => [name, structureId])),
      past: keptMoments(state.history.slice(0, state.head)),
      future: keptMoments(state.history.slice(state.head)).reverse(),
      measures: state.measures.map(askedMeasure),
      lastChange: null,
      replayed: changeWords(state),
    });
    this.isTaking = false;
  }

  /** An undo shortens the past and lengthens the future; a merged change alters the last version alone. */
  private changed(now: Recipes, before: Recipes): void {
    if (this.isTaking || this.isReadOnly) return;
    if (now.past.length < before.past.length && now.future.length > before.future.length) this.move('undo');
    else if (now.future.length < before.future.length && now.past.at(-1)?.label === before.future.at(-1)?.label) {
      this.move('redo');
    } else if (now.recipe !== before.recipe || now.past !== before.past) {
      if (now.past !== before.past) this.flush();
      const { measures } = this.context.store.getState().print;
      this.waiting = {
        recipe: now.recipe,
        measures: measures.map((one) => keptMeasure(one) as PrintMeasureWire),
        label: now.past.at(-1)?.label ?? 'Change the model',
      };
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), SAME_ACT_MS);
    }
  }

  private enqueue(act: () => Promise<KeptState>, label: string | null = null): void {
    this.unanswered++;
    this.tail = this.tail.then(async () => {
      try {
        if (!this.hasFailed) this.answered(await this.stateAfter(act, label));
      } catch (error) {
        this.failed(error);
      } finally {
        this.unanswered--;
      }
    });
  }

  /** The whole history is taken once what lies under the own versions is known, and nothing more is on its way. */
  private answered(state: KeptState | number): void {
    if (typeof state === 'number') this.setRev(state);
    else if (this.hasForeign && this.unanswered === 1 && this.waiting === null) this.take(state);
    else this.setRev(state.rev);
  }

  /** Where the line is lost it is waited for; what was on its way then is looked for in the library before it is sent
   * again. Versions of another window are not taken for it: they stay under it. */
  private async stateAfter(act: () => Promise<KeptState>, label: string | null): Promise<KeptState | number> {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        const code = codeOf(error);
        if (code === 'PRINT_STALE') {
          const now = await this.client.get({ documentId: this.documentId });
          if (now.rev === this.rev) throw error;
          this.putUnder(now);
          continue;
        }
        if (code !== 'CONNECTION_LOST') throw error;
        await whenOpen(this.context.connection);
        const now = await this.client.get({ documentId: this.documentId }).catch(() => null);
        const isOwn = label === null || now?.history[now.head - 1]?.label === label;
        if (now?.rev === this.rev + 1 && isOwn) return now.rev;
      }
    }
  }

  private failed(error: unknown): void {
    this.hasFailed = true;
    const text = error instanceof Error ? error.message : String(error);
    notify(this.context.store, { tone: 'bad', title: 'The steps are not being kept.', text, act: null });
  }

  private flush(): void {
    clearTimeout(this.timer);
    const { waiting } = this;
    if (waiting === null) return;
    this.waiting = null;
    const sources = sourcesOf(this.context);
    this.enqueue(
      () => this.client.keep({ documentId: this.documentId, baseRev: this.rev, sources, ...waiting }),
      waiting.label,
    );
  }

  private move(direction: 'undo' | 'redo'): void {
    this.flush();
    this.enqueue(() => this.moved(direction));
  }

  stepKept(direction: 'undo' | 'redo'): void {
    this.flush();
    this.enqueue(async () => {
      const state = await this.moved(direction);
      this.take(state);
      return state;
    });
  }

  /** The step before, or after, is not the one that was meant where another window's came between: then what is there is
   * shown, and nothing taken back. */
  private async moved(direction: 'undo' | 'redo'): Promise<KeptState> {
    if (!this.hasForeign) return this.client[direction]({ documentId: this.documentId, baseRev: this.rev });
    const state = await this.client.get({ documentId: this.documentId });
    this.take(state);
    this.tell(`They are shown now. ${direction === 'undo' ? 'Undo' : 'Redo'} again to change them.`);
    return state;
  }

  exportAs(format: ModelFormat): Promise<void> {
    const stepsKept = () => {
      this.flush();
      return this.tail;
    };
    return writeModel(this.context, this.session, stepsKept, format);
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    if (this.setupTimer !== undefined) this.sendSetup();
    if (!this.isReadOnly) this.flush();
  }
}

export const createPrintKeeper = (context: AppContext, open: OpenCase): PrintKeeper => new LibraryKeeper(context, open);
