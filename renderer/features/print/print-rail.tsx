// Left edge in the Print mode: what can be done to the model, each with its key. A button adds a step.

import { PRINT_TOOLS, type PrintToolId } from '../../commands/print-commands.ts';
import { useApp } from '../../state/app-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { STEP_ICONS } from './print-words.ts';

/** A line before these. */
const GROUP_STARTS: readonly PrintToolId[] = ['combine', 'pin', 'simplify'];

export function PrintRail() {
  const { run, command } = useAppContext();
  const hasModel = useApp((state) => state.print.box !== null);
  const selected = useApp(({ print }) => print.placing?.what ?? print.recipe?.steps[print.selectedStep ?? -1]?.name);
  return (
    <nav className="rail" aria-label="Tools" data-region="tools">
      {PRINT_TOOLS.flatMap(({ id, title }) => [
        ...(GROUP_STARTS.includes(id) ? [<hr key={`${id} line`} />] : []),
        <IconButton
          key={id}
          icon={STEP_ICONS[id]}
          label={title}
          keys={command(`print.add.${id}`)?.keys[0] ?? ''}
          hint="Adds a step"
          isLarge
          tipSide="right"
          disabledReason={hasModel ? null : 'There is no model yet'}
          data-on={id === selected ? '' : undefined}
          onClick={() => run(`print.add.${id}`)}
        />,
      ])}
      <span className="grow" />
      <IconButton icon="help" label="Keyboard map" keys="?" isLarge tipSide="right" onClick={() => run('keys.show')} />
      <IconButton
        icon="gear"
        label="Settings"
        keys="Ctrl ,"
        isLarge
        tipSide="right"
        onClick={() => run('settings.show')}
      />
    </nav>
  );
}
