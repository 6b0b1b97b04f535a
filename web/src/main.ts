// Starts the web client: language and theme first, so that the first paint is the final one.
import './app/style-nonce.ts';
import './ui/tokens.css';
import './ui/base.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './app/App.vue';
import { usePreferences } from './app/preferences.ts';
import { router } from './app/router.ts';
import { i18n, switchLanguage } from './locales/i18n.ts';

const app = createApp(App).use(createPinia()).use(i18n).use(router);
await switchLanguage(usePreferences().language);
app.mount('#app');
