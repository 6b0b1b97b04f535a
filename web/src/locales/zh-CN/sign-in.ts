// Chinese words of the pages before one is signed in: sign-in, first account, links.
export const signIn = {
  title: '登录',
  submit: '登录',
  busy: '正在登录…',
  wrong: '登录名或密码不正确。',
  noLogin: '请输入登录名。',
  noPassword: '请输入密码。',
  ended: '您已退出登录。重新登录后会回到刚才的页面。',
  help: '忘记密码？请管理员为您生成重设链接。',
  providers: '其他登录方式',
  or: '或',
  with: '使用 {provider} 登录',
  providerFailed: '未能通过身份提供方登录，请重试或使用密码登录。',
  secondFactor: {
    title: '两步验证',
    code: '验证码',
    hint: '请输入身份验证器应用当前显示的 6 位数字。',
    recoveryCode: '恢复码',
    recoveryHint: '每个恢复码只能使用一次。',
    wrong: '验证码不正确或已过期。请输入应用当前显示的数字。',
    wrongRecovery: '恢复码不正确，或已经用过。',
    short: '至少 6 个字符。',
    late: '验证用时过长，或错误次数过多，请重新登录。',
    useRecovery: '手机不在身边？使用恢复码',
    useApp: '使用身份验证器',
    back: '返回',
  },
};
export const setup = {
  title: '创建第一个账号',
  text: '这是平台管理员账号，之后可以邀请其他人。',
  submit: '创建并登录',
  wrongLink: '这个链接已失效，或不属于本系统。可在服务器上运行 takt setup-link 生成新的链接。',
  noLink: {
    text: '系统还没有账号。第一个账号须通过首次启动时写入服务器日志的链接创建。',
    where: '请在服务器日志中查找包含 /setup 的链接并打开；也可以在服务器上运行 takt setup-link 生成新的链接。',
  },
  done: { title: '第一个账号已经创建', text: '此链接不能再次使用。其他账号由管理员邀请。', go: '前往首页' },
};
export const invitation = {
  title: '欢迎使用 Takt',
  resetTitle: '设置新密码',
  invitationText: '您受邀使用登录名 {login}。请设置密码以启用账号。链接有效期至 {until}。',
  resetText: '请为登录名 {login} 设置新密码。链接有效期至 {until}。',
  otherAccount: '您当前以 {login} 登录；设置密码后将切换账号。',
  submit: '设置密码并登录',
  toSignIn: '前往登录',
  invalid: {
    title: '链接无效',
    text: '这个链接已使用过、已过期，或不完整。请管理员重新发送。',
    noLink: '请打开您收到的完整链接。出于安全考虑，链接在读取后会从地址栏移除，刷新页面后需要重新打开。',
  },
};
