// Keeps the steps of a model with the case, version by version as a person makes them, and writes the model. What is on
// the screen never waits for the library.

import type { PrintState as KeptState } from '../../../core/contract/index.ts';
import { whenOpen } from '../../client/when-open.ts';
import type { AppContext } from '../../commands/command.ts';
import { codeOf } from '../../data/edit-queue.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { notify, patchPrint } from '../../state/app-store.ts';
import { type PrintState, SAME_ACT_MS } from '../../state/print-state.ts';
import { type ModelVersion, setupOf, shownOf, versionOf } from './kept-model.ts';
import { createPrintLine, type PrintLine } from './print-line.ts';
import { type ModelFormat, sourcesOf, writeModel } from './write-model.ts';

export interface PrintKeeper {
  stepKept(direction: 'undo' | 'redo'): void;
  exportAs(format: ModelFormat): Promise<void>;
  /** Sends what waits. */
  dispose(): void;
}

type Recipes = Pick<PrintState, 'recipe' | 'past' | 'future'>;

class LibraryKeeper implements PrintKeeper {
  private readonly context: AppContext;
  private readonly session: OpenCase['session'];
  private readonly documentId: string;
  private readonly isReadOnly: boolean;
  private rev = 0;
  private readonly line: PrintLine;
  private waiting: ModelVersion | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The state comes from the library: it is not to be sent back. */
  private isTaking = false;
  /** The library has other versions under those of this window, or lacks some: the history here is not its own. */
  private isUneven = false;
  private isLeft = false;
  private readonly stops: readonly (() => void)[];
  private setupTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(context: AppContext, open: OpenCase) {
    this.context = context;
    this.session = open.session;
    this.documentId = open.session.documentId;
    const { store } = context;
    this.isReadOnly = store.getState().isReadOnly;
    this.line = createPrintLine(
      {
        read: () => this.read(),
        reconnected: () => whenOpen(context.connection),
        rev: () => this.rev,
        onAnswer: (answer) => this.answered(answer),
        onForeign: (state) => this.putUnder(state),
        onBehind: (error, how) => this.behind(error, how),
        onCaughtUp: () => this.caughtUp(),
      },
      () => this.load(open),
    );
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

  private read(): Promise<KeptState> {
    return this.client.get({ documentId: this.documentId });
  }

  private async firstRead(): Promise<KeptState> {
    for (;;) {
      try {
        return await this.read();
      } catch (error) {
        if (codeOf(error) !== 'CONNECTION_LOST') throw error;
        await whenOpen(this.context.connection);
      }
    }
  }

  private async load(open: OpenCase): Promise<void> {
    await open.session.settled();
    const state = await this.firstRead();
    const { print } = this.context.store.getState();
    const isNew = state.rev > print.keptRev;
    this.setRev(state.rev);
    this.takeSetup(state);
    // What was begun here before the answer came stays, on top of what the library has; so does what this window has
    // shown already.
    if (this.waiting !== null) this.isUneven = isNew;
    else if (isNew || (print.recipe === null && print.past.length === 0)) this.take(state);
  }

  private setRev(rev: number): void {
    this.rev = rev;
    if (!this.isLeft) patchPrint(this.context.store, { keptRev: rev });
  }

  /** Another window may have changed the steps: theirs are shown, or lie under what was done here meanwhile. */
  private lookAgain(rev: number): void {
    this.line.afterwards(async () => {
      if (rev <= this.rev) return;
      const state = await this.read().catch(() => null);
      if (state === null || state.rev <= this.rev) return;
      if (this.waiting !== null || this.line.unanswered() > 0 || this.line.lacksAnAct()) this.putUnder(state);
      else {
        this.take(state);
        this.context.store.setState({ statusText: 'The steps of the model were changed in another window.' });
      }
    });
  }

  private putUnder(state: KeptState): void {
    this.setRev(state.rev);
    if (!this.isUneven) this.tell('Yours are on top of them: undo goes back to those.');
    this.isUneven = true;
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
    const setUp = () => this.client.setUp({ documentId: this.documentId, setup });
    this.line.send(setUp, { label: null, isOfSteps: false });
  }

  private take(state: KeptState): void {
    this.setRev(state.rev);
    this.isUneven = false;
    if (this.isLeft) return;
    this.isTaking = true;
    patchPrint(this.context.store, shownOf(state));
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
      this.wait();
    }
  }

  /** The whole history is taken once what lies under the own versions is known, and nothing more is on its way. */
  private answered(state: KeptState | number): void {
    if (typeof state === 'number') this.setRev(state);
    else if (this.isUneven && this.line.unanswered() === 1 && this.waiting === null) this.take(state);
    else this.setRev(state.rev);
  }

  private behind(error: unknown, { isSentAgain, isNew }: { isSentAgain: boolean; isNew: boolean }): void {
    this.isUneven ||= !isSentAgain;
    patchPrint(this.context.store, { isBehind: true });
    if (!isNew) return;
    const why = error instanceof Error ? error.message : String(error);
    const after = isSentAgain ? 'They stay in this window and are sent again by themselves.' : '';
    const text = `${why} ${after || 'The next change sends them again.'}`;
    notify(this.context.store, { tone: 'bad', title: 'The steps of the model are not kept yet.', text, act: null });
  }

  private caughtUp(): void {
    patchPrint(this.context.store, { isBehind: false });
    notify(this.context.store, { tone: 'ok', title: 'The steps of the model are kept again.', text: '', act: null });
  }

  private get onScreen(): ModelVersion {
    return versionOf(this.context.store.getState().print);
  }

  private keep(version: ModelVersion, sources = sourcesOf(this.context)): Promise<KeptState> {
    return this.client.keep({ documentId: this.documentId, baseRev: this.rev, sources, ...version });
  }

  private wait(): void {
    this.waiting = this.onScreen;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), SAME_ACT_MS);
  }

  private flush(): void {
    clearTimeout(this.timer);
    const { waiting } = this;
    if (waiting === null) return;
    this.waiting = null;
    const sources = sourcesOf(this.context);
    this.line.send(() => this.keep(waiting, sources), { label: waiting.label, isOfSteps: true });
  }

  /** Where the library refused an act before, its version before the present one is another than is meant. */
  private move(direction: 'undo' | 'redo'): void {
    this.flush();
    if (this.line.lacksAnAct()) this.wait();
    else {
      const { onScreen } = this;
      this.line.send(() => (this.line.lacksAnAct() ? this.keep(onScreen) : this.moved(direction)));
    }
  }

  stepKept(direction: 'undo' | 'redo'): void {
    this.flush();
    this.line.send(async () => {
      const state = await this.moved(direction);
      this.take(state);
      return state;
    });
  }

  /** The step before, or after, is not the one that was meant where another window's came between: then what is there is
   * shown, and nothing taken back. */
  private async moved(direction: 'undo' | 'redo'): Promise<KeptState> {
    if (!this.isUneven) return this.client[direction]({ documentId: this.documentId, baseRev: this.rev });
    const state = await this.read();
    this.take(state);
    this.tell(`They are shown now. ${direction === 'undo' ? 'Undo' : 'Redo'} again to change them.`);
    return state;
  }

  exportAs(format: ModelFormat): Promise<void> {
    const stepsKept = () => {
      this.flush();
      return this.line.settled();
    };
    return writeModel(this.context, this.session, stepsKept, format);
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    if (this.setupTimer !== undefined) this.sendSetup();
    if (!this.isReadOnly) this.flush();
    this.isLeft = true;
    this.line.tryNow();
  }
}

export const createPrintKeeper = (context: AppContext, open: OpenCase): PrintKeeper => new LibraryKeeper(context, open);
