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
import { formatNumber } from '../../ui/format.ts';

export interface PrintKeeper {
  stepKept(direction: 'undo' | 'redo'): void;
  exportAs(format: 'stl' | '3mf' | 'obj' | 'ply'): Promise<void>;
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
    ];
  }

  private get client() {
    return this.context.connection.client.print;
  }

  private async load(open: OpenCase): Promise<void> {
    await open.session.settled();
    const state = await this.client.get({ documentId: this.documentId });
    this.rev = state.rev;
    this.takeSetup(state);
    const { print } = this.context.store.getState();
    // What was begun here before the answer came stays; so does what this window has shown already.
    if (print.recipe === null && print.past.length === 0) this.take(state);
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
    this.rev = state.rev;
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
    this.tail = this.tail.then(async () => {
      if (this.hasFailed) return;
      try {
        this.rev = await this.revAfter(act, label);
      } catch (error) {
        this.failed(error);
      }
    });
  }

  /** Where the line is lost it is waited for; what was on its way then is looked for in the library before it is sent
   * again. Steps of another window are not taken for it: they stay, and the call is refused. */
  private async revAfter(act: () => Promise<KeptState>, label: string | null): Promise<number> {
    for (;;) {
      try {
        return (await act()).rev;
      } catch (error) {
        if (codeOf(error) !== 'CONNECTION_LOST') throw error;
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

  private sourcesOf() {
    const { sources } = this.context.store.getState().print;
    return Object.entries(sources).map(([name, structureId]) => ({ name, structureId }));
  }

  private flush(): void {
    clearTimeout(this.timer);
    const { waiting } = this;
    if (waiting === null) return;
    this.waiting = null;
    const sources = this.sourcesOf();
    this.enqueue(
      () => this.client.keep({ documentId: this.documentId, baseRev: this.rev, sources, ...waiting }),
      waiting.label,
    );
  }

  private move(direction: 'undo' | 'redo'): void {
    this.flush();
    this.enqueue(() => this.client[direction]({ documentId: this.documentId, baseRev: this.rev }));
  }

  stepKept(direction: 'undo' | 'redo'): void {
    this.flush();
    this.enqueue(async () => {
      const state = await this.client[direction]({ documentId: this.documentId, baseRev: this.rev });
      this.take(state);
      return state;
    });
  }

  async exportAs(format: 'stl' | '3mf' | 'obj' | 'ply'): Promise<void> {
    const { store, host } = this.context;
    const { recipe } = store.getState().print;
    if (recipe === null) return;
    const { exportsGrant, exportsLabel, canPickFolders } = host.info;
    const folder = canPickFolders
      ? await host.pickExportFolder()
      : exportsGrant === null
        ? null
        : { grantId: exportsGrant, label: exportsLabel ?? '' };
    if (folder === null) return;
    patchPrint(store, { exporting: { fraction: 0 }, exportProblem: null });
    try {
      this.flush();
      await this.tail;
      // The files are made of what the library has: strokes that are on their way belong into them.
      await this.session.settled();
      if (this.session.saveState().kind === 'failed') {
        throw new Error('Changes are not being kept. Open the case again: it would lack what is on the screen.');
      }
      const written = await this.client.export(
        { documentId: this.documentId, sources: this.sourcesOf(), recipe, format, destination: folder.grantId },
        {
          report: ({ done, total }) => patchPrint(store, { exporting: { fraction: total > 0 ? done / total : 0 } }),
        },
      );
      const count = written.parts.length;
      notify(store, {
        tone: 'ok',
        title: `${written.files.join(', ')} written`,
        text: `${count === 1 ? '1 part' : `${count.toString()} parts`}, ${formatNumber(written.triangles, 0)} triangles, closed and free of self-intersection. ${[folder.label, ...written.warnings.map(({ message }) => message)].filter(Boolean).join('. ')}`,
        act: null,
      });
    } catch (error) {
      patchPrint(store, { exportProblem: error instanceof Error ? error.message : String(error) });
    } finally {
      patchPrint(store, { exporting: null });
    }
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    if (this.setupTimer !== undefined) this.sendSetup();
    if (!this.isReadOnly) this.flush();
  }
}

export const createPrintKeeper = (context: AppContext, open: OpenCase): PrintKeeper => new LibraryKeeper(context, open);
