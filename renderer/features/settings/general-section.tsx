import { putSettings } from '../../commands/settings-commands.ts';
import { useApp } from '../../state/app-store.ts';
import type { Layout } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/fields.tsx';
import { Select } from '../../ui/select.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { Section, SettingRow } from './setting-rows.tsx';

const LAYOUTS = [
  { value: 'one', label: 'One view' },
  { value: 'one-three', label: 'One large, three small' },
  { value: 'two-by-two', label: 'Two by two' },
  { value: '3d-large', label: '3D large' },
] as const satisfies readonly { value: Layout; label: string }[];

export function GeneralSection() {
  const context = useAppContext();
  const general = useApp((state) => state.settings.general);
  return (
    <Section title="General">
      <SettingRow label="Layout of a new case" hint="A case that was open before keeps its own.">
        <Select
          caption="Layout"
          options={LAYOUTS}
          value={general.layout}
          onChange={(layout) => putSettings(context, 'general', { layout })}
        />
      </SettingRow>
      <SettingRow label="Open what was imported" hint="An import that brings one case opens it when it is done.">
        <Switch
          label="Open what was imported"
          isOn={general.opensImported}
          onChange={(opensImported) => putSettings(context, 'general', { opensImported })}
        />
      </SettingRow>
      <SettingRow
        label="Tell results of work out of sight"
        hint="For six seconds, at the lower right. Failures are always told."
      >
        <Switch
          label="Tell results of work out of sight"
          isOn={general.tellsResults}
          onChange={(tellsResults) => putSettings(context, 'general', { tellsResults })}
        />
      </SettingRow>
      <SettingRow label="Settings as they came" hint="Your own names, templates and colours stay.">
        <Button isSmall onClick={() => context.run('settings.reset')}>
          Reset
        </Button>
      </SettingRow>
    </Section>
  );
}
