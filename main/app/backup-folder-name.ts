// Backups that the window makes lie side by side.

const two = (value: number): string => value.toString().padStart(2, '0');

/** 'Limner backup 2026-11-21 07.25.03', by the clock of this computer. */
export const backupFolderName = (at: Date): string => {
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `Limner backup ${day} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
};
