import { useState } from 'react';
import { colorFor, STRUCTURE_COLORS } from '../../../core/edit/index.ts';
import { isTg263, suggestName, tg263Names } from '../../../core/terminology/index.ts';
import { putSettings } from '../../commands/settings-commands.ts';
import { useApp } from '../../state/app-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { namesFromText } from '../templates/template-rows.ts';
import { Part, Section } from './setting-rows.tsx';

const LIST_ID = 'tg263-settings';

function Aliases() {
  const context = useAppContext();
  const aliases = useApp((state) => state.settings.structures.aliases);
  const [alias, setAlias] = useState('');
  const [name, setName] = useState('');
  const [word, meaning] = [alias.trim(), name.trim()];
  const isKnown = aliases.some((own) => own.alias.toLowerCase() === word.toLowerCase());
  const why =
    word === '' ? 'Write your word.' : meaning === '' ? 'Write what it stands for.' : isKnown ? 'It is there.' : null;
  const add = () => {
    if (why !== null) return;
    putSettings(context, 'structures', { aliases: [...aliases, { alias: word, name: meaning }] });
    setAlias('');
    setName('');
  };
  return (
    <Part title="Your own words for structures">
      <p className="dim">Suggested first wherever a name is checked.</p>
      <ul className="set-list">
        {aliases.map((own) => (
          <li key={own.alias}>
            <span className="set-col">{own.alias}</span>
            <span className="set-col">{own.name}</span>
            <span className={`grow ${isTg263(own.name) ? 'ok' : 'dim2'}`}>
              {isTg263(own.name) ? 'TG-263' : 'Not a TG-263 name'}
            </span>
            <IconButton
              icon="x"
              isSmall
              label={`Remove ${own.alias}`}
              onClick={() => putSettings(context, 'structures', { aliases: aliases.filter((one) => one !== own) })}
            />
          </li>
        ))}
        <li>
          <span className="set-col">
            <TextField label="Your word" placeholder="Your word" value={alias} onChange={setAlias} onEnter={add} />
          </span>
          <span className="set-col field">
            <input
              aria-label="Stands for"
              list={LIST_ID}
              spellCheck={false}
              placeholder={(word && suggestName(word)?.name) || 'Stands for'}
              value={name}
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => event.key === 'Enter' && add()}
            />
          </span>
          <span className="grow" />
          <Button isSmall disabledReason={why} onClick={add}>
            Add
          </Button>
        </li>
      </ul>
      <datalist id={LIST_ID}>
        {tg263Names().map((own) => (
          <option key={own} value={own} />
        ))}
      </datalist>
    </Part>
  );
}

function Templates() {
  const context = useAppContext();
  const templates = useApp((state) => state.settings.structures.templates);
  const [label, setLabel] = useState('');
  const [text, setText] = useState('');
  const names = namesFromText(text);
  const strange = names.filter((name) => !isTg263(name));
  const isTaken = templates.some((own) => own.label.toLowerCase() === label.trim().toLowerCase());
  const why =
    label.trim() === ''
      ? 'Write its name.'
      : isTaken
        ? 'There is one of this name.'
        : names.length === 0
          ? 'Write the structures.'
          : null;
  const add = () => {
    if (why !== null) return;
    const template = { id: `own-${crypto.randomUUID()}`, label: label.trim().slice(0, 64), names };
    putSettings(context, 'structures', { templates: [...templates, template] });
    setLabel('');
    setText('');
  };
  return (
    <Part title="Your own templates">
      <ul className="set-list">
        {templates.map((own) => (
          <li key={own.id}>
            <span className="set-col">{own.label}</span>
            <span className="grow dim ell">{own.names.join(', ')}</span>
            <span className="num dim2">{own.names.length}</span>
            <IconButton
              icon="x"
              isSmall
              label={`Delete the template ${own.label}`}
              onClick={() => putSettings(context, 'structures', { templates: templates.filter((one) => one !== own) })}
            />
          </li>
        ))}
      </ul>
      <div className="set-new">
        <TextField label="Name of the template" placeholder="Name of the template" value={label} onChange={setLabel} />
        <textarea
          aria-label="Structures of the template"
          rows={3}
          spellCheck={false}
          placeholder="Structures, one a line or parted by commas"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="set-line">
          <span className={`grow ${strange.length > 0 ? 'warn' : 'dim2'}`}>
            {names.length === 0
              ? 'A new template'
              : strange.length === 0
                ? `${names.length.toString()} TG-263 names`
                : `Not TG-263: ${strange.slice(0, 4).join(', ')}${strange.length > 4 ? ' …' : ''}`}
          </span>
          <Button isSmall disabledReason={why} onClick={add}>
            Add template
          </Button>
        </div>
      </div>
    </Part>
  );
}

function Colors() {
  const context = useAppContext();
  const colors = useApp((state) => state.settings.structures.colors);
  const [name, setName] = useState('');
  const wanted = name.trim();
  const put = (next: Readonly<Record<string, string>>) => putSettings(context, 'structures', { colors: next });
  const why = wanted === '' ? 'Write the name.' : colors[wanted] !== undefined ? 'It has one.' : null;
  const add = () => {
    if (why !== null) return;
    put({ ...colors, [wanted]: colorFor(wanted, []) });
    setName('');
  };
  return (
    <Part title="Your own colours">
      <p className="dim">For structures that are made here. Every line keeps its black casing.</p>
      <ul className="set-list">
        {Object.entries(colors).map(([own, color]) => (
          <li key={own}>
            <Swatch color={color} style="reviewed" />
            <span className="set-col narrow ell">{own}</span>
            <span className="grow set-colors" role="radiogroup" aria-label={`Colour of ${own}`}>
              {STRUCTURE_COLORS.map((choice, at) => (
                <button
                  key={choice}
                  type="button"
                  role="radio"
                  aria-checked={choice.toLowerCase() === color.toLowerCase()}
                  aria-label={`Colour ${(at + 1).toString()}`}
                  style={{ ['--c' as string]: choice }}
                  onClick={() => put({ ...colors, [own]: choice })}
                />
              ))}
            </span>
            <IconButton
              icon="x"
              isSmall
              label={`Remove the colour of ${own}`}
              onClick={() => put(Object.fromEntries(Object.entries(colors).filter(([one]) => one !== own)))}
            />
          </li>
        ))}
        <li>
          <span className="set-col">
            <TextField
              label="Name with its own colour"
              placeholder="Name"
              value={name}
              onChange={setName}
              onEnter={add}
            />
          </span>
          <span className="grow" />
          <Button isSmall disabledReason={why} onClick={add}>
            Add
          </Button>
        </li>
      </ul>
    </Part>
  );
}

export const StructuresSection = () => (
  <Section title="Structures and names">
    <Aliases />
    <Templates />
    <Colors />
  </Section>
);
