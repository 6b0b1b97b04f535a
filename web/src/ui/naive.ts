// Owns how the component library takes the page's tokens and language.
import { createTheme, drawerDark, type GlobalTheme, type GlobalThemeOverrides, modalDark, selectDark } from 'naive-ui';

/** Only the components in use: the whole dark theme would bring the styles of all of them. */
export const darkTheme: GlobalTheme = createTheme([drawerDark, modalDark, selectDark]);

/** The library computes with colours, so it gets values, not variables. Read again when the appearance changes. */
export function themeOverrides(): GlobalThemeOverrides {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const accent = token('--accent');
  return {
    common: {
      primaryColor: accent,
      primaryColorHover: accent,
      primaryColorPressed: accent,
      primaryColorSuppl: accent,
      fontFamily: token('--font'),
      fontFamilyMono: token('--mono'),
      fontSize: '14px',
      borderRadius: token('--radius'),
      textColorBase: token('--text'),
      textColor1: token('--text'),
      textColor2: token('--text'),
      textColor3: token('--text-2'),
      bodyColor: token('--bg'),
      cardColor: token('--surface'),
      modalColor: token('--surface'),
      popoverColor: token('--raised'),
      inputColor: token('--raised'),
      borderColor: token('--line-strong'),
      dividerColor: token('--line'),
      boxShadow2: token('--shadow'),
      boxShadow3: token('--shadow'),
    },
  };
}
