// As little of a menu as the systems need: the keys of text fields on macOS, full screen, the end. No undo in it: the
// window's own undo has that key.

import { Menu, type MenuItemConstructorOptions } from 'electron';

export function setMenu({ isDevelopment }: { readonly isDevelopment: boolean }): void {
  const edit: MenuItemConstructorOptions = {
    label: 'Edit',
    submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
  };
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'togglefullscreen' },
      ...(isDevelopment ? ([{ role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[]) : []),
    ],
  };
  const app: MenuItemConstructorOptions = {
    label: 'Limner',
    submenu: [{ role: 'about' }, { role: 'hide' }, { role: 'quit' }],
  };
  const file: MenuItemConstructorOptions = { label: 'File', submenu: [{ role: 'quit' }] };
  Menu.setApplicationMenu(Menu.buildFromTemplate([process.platform === 'darwin' ? app : file, edit, view]));
}
