import { useEffect } from 'react';
import { patchLibrary, useApp } from '../../state/app-store.ts';
import { formatBytes } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { Section, SettingRow } from './setting-rows.tsx';
import { TaskButton } from './task-button.tsx';
import { useTask } from './use-task.ts';

export function StorageSection() {
  const { connection, host, store } = useAppContext();
  const disk = useApp((state) => state.library.disk);
  useEffect(() => {
    connection.client.cases.disk({}).then(
      (next) => patchLibrary(store, { disk: next }),
      () => 'the figures of before stay',
    );
  }, [connection, store]);
  const check = useTask(({ connection: { client } }, call) => client.library.check({ backup: null }, call));
  const backup = useTask(async ({ connection: { client } }, call) => {
    const picked = host.info.canPickFolders
      ? await host.pickExportFolder()
      : { grantId: host.info.exportsGrant, label: host.info.exportsLabel };
    if (picked === null) return null;
    return client.library.backup({ destination: picked.grantId }, call);
  });
  const problems = check.result?.problems ?? [];
  return (
    <Section title="Storage" lead="Everything lies in one folder: the database and one file a volume or original.">
      {disk && (
        <SettingRow label="Library">
          <span className="num">
            {formatBytes(disk.libraryBytes)}; {formatBytes(disk.freeBytes)} free
          </span>
        </SettingRow>
      )}
      {check.result && (
        <SettingRow label="Folder">
          <span className="id dim set-path">{check.result.path}</span>
        </SettingRow>
      )}
      <SettingRow label="Check" hint="Reads every page, image and mask and compares checksums. Changes nothing.">
        {check.result && !check.isBusy && (
          <span className={`set-mark ${check.result.ok ? 'ok' : 'bad'}`}>
            <Icon name={check.result.ok ? 'check' : 'alert'} size="s" />
            {check.result.ok
              ? `Whole: ${(check.result.content?.cases ?? 0).toString()} cases, ${(check.result.content?.blobs ?? 0).toString()} files`
              : `${problems.length.toString()} problems`}
          </span>
        )}
        <TaskButton label="Check" task={check} />
      </SettingRow>
      {problems.map(({ code, message }) => (
        <p key={`${code}${message}`} className="bad">
          {message}
        </p>
      ))}
      <SettingRow
        label="Backup"
        hint={
          host.info.canPickFolders
            ? 'A whole copy in a new folder; work goes on meanwhile.'
            : `A whole copy in a new folder of “${host.info.exportsLabel}”; work goes on meanwhile.`
        }
      >
        <TaskButton label={`Back up${host.info.canPickFolders ? '…' : ''}`} task={backup} />
      </SettingRow>
      {backup.result && (
        <p className="set-mark ok">
          <Icon name="check" size="s" />
          <span>
            {backup.result.cases} cases, {formatBytes(backup.result.sizeBytes)} in{' '}
            <span className="id">{backup.result.backup}</span>
          </span>
        </p>
      )}
      {(check.error ?? backup.error) && (
        <p className="bad" role="alert">
          {check.error ?? backup.error}
        </p>
      )}
      <p className="dim2">A backup is put back into a new folder with “limner library restore”.</p>
    </Section>
  );
}
