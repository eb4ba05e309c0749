/**
 * File names are bytes. Inside, a path travels as text when it is valid UTF-8 and as bytes when it is not;
 * on every screen, log and mail it is shown escaped, so that no control byte passes.
 */
import { Buffer } from 'node:buffer';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a name, or undefined when its bytes are not valid UTF-8. */
export function nameText(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * A name as patterns see it: its text, and where its bytes are not valid UTF-8, a lone surrogate (U+DC80 to U+DCFF) for
 * each of those, so that two different names never look alike and a filter file can spell them.
 */
export function matchText(bytes: Uint8Array): string {
  const whole = nameText(bytes);
  if (whole !== undefined) return whole;
  let text = '';
  let from = 0;
  while (from < bytes.length) {
    const length = sequenceLength(bytes, from);
    text +=
      length === 0
        ? String.fromCharCode(0xdc00 + (bytes[from] ?? 0))
        : strict.decode(bytes.subarray(from, from + length));
    from += Math.max(1, length);
  }
  return text;
}

/** The bytes of a name as patterns see it: what `matchText` made text of. */
export function matchBytes(text: string): Buffer {
  if (!/[\udc80-\udcff]/.test(text)) return Buffer.from(text);
  const bytesOf = (character: string): Buffer => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(character);
  };
  return Buffer.concat(Array.from(text, bytesOf));
}

// C0 and C1 controls, bidirectional marks and overrides, zero-width characters, line separators, byte order mark.
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\\(?=x[0-9a-f]{2}|u[0-9a-f]{4})/g;

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\\') return '\\x5c';
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A name as it may be shown: control characters become `\x0a`, invisible marks `\u202e`, invalid bytes `\xff`. */
export function shownName(name: string | Uint8Array): string {
  if (typeof name === 'string') return name.replace(unsafe, escapeCharacter);
  const text = nameText(name);
  if (text !== undefined) return shownName(text);
  let shown = '';
  let from = 0;
  while (from < name.length) {
    const length = sequenceLength(name, from);
    if (length === 0) {
      shown += `\\x${(name[from] ?? 0).toString(16).padStart(2, '0')}`;
      from += 1;
    } else {
      shown += shownName(strict.decode(name.subarray(from, from + length)));
      from += length;
    }
  }
  return shown;
}

/** A message as it may be shown. Names in it are escaped already, so its backslashes stay as they are. */
export function shownMessage(message: string): string {
  return message.split('\\').map(shownName).join('\\');
}

/** Length of the valid UTF-8 sequence that starts at `from`, or 0 when none does. */
function sequenceLength(bytes: Uint8Array, from: number): number {
  const first = bytes[from] ?? 0;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
  return length > 0 && nameText(bytes.subarray(from, from + length)) !== undefined ? length : 0;
}
