// Starts the web client: language and theme first, so that the first paint is the final one.
import './app/style-nonce.ts';
import './ui/tokens.css';
import './ui/base.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './app/App.vue';
import { followAccountLanguage } from './app/account-language.ts';
import { keepSession } from './app/keep-session.ts';
import { usePreferences } from './app/preferences.ts';
import { router } from './app/router.ts';
import { i18n, switchLanguage } from './locales/i18n.ts';
import { useSession } from './session/index.ts';

const app = createApp(App).use(createPinia()).use(i18n);
keepSession(router);
followAccountLanguage();
await useSession().refresh();
await switchLanguage(usePreferences().language);
app.use(router).mount('#app');
