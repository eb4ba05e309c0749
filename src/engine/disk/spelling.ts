/** Spellings of a name that file systems may take for the same: of another case, of another normal form. */
import { matchText } from '../../runtime/names.ts';

export function otherCase(name: string): string | undefined {
  const other = name.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  return other === name ? undefined : other;
}

export function otherForm(name: string): string | undefined {
  const [composed, decomposed] = [name.normalize('NFC'), name.normalize('NFD')];
  if (composed === decomposed) return undefined;
  return name === composed ? decomposed : composed;
}

/**
 * The same for two names that any file system in use takes for one, and for some that none does: for finding candidates.
 * Case, normal forms, characters without a shape (ext4 ignores them) and trailing dots and spaces (FAT does).
 */
export function spellingKey(name: Uint8Array): string {
  const text = matchText(name)
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKD');
  // ẞ, ß and SS meet on the way down, up and down.
  return text
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(/[. ]+$/, '');
}
