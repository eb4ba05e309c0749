/** One line of painted text. */
import { Text } from 'ink';
import type { ReactNode } from 'react';

export function Line({ children }: { readonly children: string }): ReactNode {
  return <Text wrap="truncate">{children === '' ? ' ' : children}</Text>;
}
