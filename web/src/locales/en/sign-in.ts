// English words of the pages before one is signed in: sign-in, first account, links.
import type { invitation as zhInvitation, setup as zhSetup, signIn as zhSignIn } from '../zh-CN/sign-in.ts';

export const signIn: typeof zhSignIn = {
  title: 'Sign in',
  submit: 'Sign in',
  busy: 'Signing in…',
  wrong: 'The sign-in name or the password is not right.',
  noLogin: 'Please enter your sign-in name.',
  noPassword: 'Please enter your password.',
  ended: 'You have been signed out. Sign in to go on where you were.',
  help: 'Forgot your password? An administrator can give you a link to set a new one.',
  providers: 'Other ways to sign in',
  or: 'or',
  with: 'Sign in with {provider}',
  providerProblem: {
    unavailable: 'The identity provider does not answer. Try again later.',
    expired: 'That took too long, or was begun in another browser. Please sign in again.',
    refused: 'The identity provider did not complete the sign-in. Please try again.',
    nobody: 'You have no account or role here yet. Ask an administrator.',
    disabled: 'Your account is disabled. Ask an administrator.',
    login_taken: 'Another account here has your sign-in name already. Ask an administrator.',
  },
  secondFactor: {
    title: 'Second step',
    code: 'Code',
    hint: 'The six digits your authenticator app shows now.',
    recoveryCode: 'Recovery code',
    recoveryHint: 'Each recovery code works once.',
    wrong: 'The code is not right, or not any more. Enter the one the app shows now.',
    wrongRecovery: 'The recovery code is not right, or was used before.',
    short: 'At least 6 characters.',
    late: 'That took too long, or too many tries. Please sign in again.',
    useRecovery: 'No phone at hand? Use a recovery code',
    useApp: 'Use the authenticator app',
    back: 'Back',
  },
};
export const setup: typeof zhSetup = {
  title: 'Make the first account',
  text: 'It administers the platform, and can invite others.',
  submit: 'Make the account and sign in',
  wrongLink: 'This link has ended, or is not of this installation. On the server, takt setup-link makes a new one.',
  noLink: {
    text: 'There is no account yet. The first one is made with a link that the server wrote to its log when it started.',
    where:
      'Look for a link with /setup in the log of the server and open it; takt setup-link, run on the server, makes a new one.',
  },
  done: {
    title: 'The first account is made',
    text: 'This link does not work again. Further accounts are invited by an administrator.',
    go: 'To the start page',
  },
};
export const invitation: typeof zhInvitation = {
  title: 'Welcome to Takt',
  resetTitle: 'Set a new password',
  invitationText:
    'You are invited with the sign-in name {login}. Set a password to begin. The link holds until {until}.',
  resetText: 'Set a new password for the sign-in name {login}. The link holds until {until}.',
  otherAccount: 'You are signed in as {login} now; setting the password changes over to the other account.',
  submit: 'Set the password and sign in',
  toSignIn: 'To the sign-in page',
  invalid: {
    title: 'This link does not work',
    text: 'It was used, has expired or is not complete. Ask an administrator for a new one.',
    noLink:
      'Open the whole link you were sent. For safety it is taken out of the address once read: after a reload it has to be opened again.',
  },
};
