// Owns whether a name can be signed in with; the contract says the same, but would bring its validation library along.

const shape = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{1,119}$/u;

export function isLogin(text: string): boolean {
  return shape.test(text.trim());
}
