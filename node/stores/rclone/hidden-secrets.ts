/** What rclone says, without what nobody may read: it quotes addresses, and in them what signs a request. */
const query = /\?[^\s"'<>]+/g;
const user = /(\/\/)[^\s/@"'<>]+@/g;

export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  const hidden = secrets.reduce((shown, secret) => shown.replaceAll(secret, '[hidden]'), text);
  return hidden.replace(query, '?[hidden]').replace(user, '$1[hidden]@');
}
