// SPDX-License-Identifier: Apache-2.0
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './app/routes';
import { startWords } from './i18n/i18n';
import { Boundary } from './shared/Boundary';
import { getSettings, showSettings } from './shared/settings';
import './shared/styles.css';
import './shared/parts.css';
import './features/trace/trace.css';

const client = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 30_000 } },
});

function Page() {
  return (
    <QueryClientProvider client={client}>
      <Boundary>
        <RouterProvider router={router} />
      </Boundary>
    </QueryClientProvider>
  );
}

showSettings();
void startWords(getSettings().language).then(() => {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
});
