// SPDX-License-Identifier: Apache-2.0
// An independent OpenID provider for tests. Usage: node oidc-provider.mjs PORT
// Tokens come from /token (client credentials, resource indicators). POST /control sets what the next ones look like:
// {"claims": {…} merged into the payload, null removes; "header": {…}; "lifetime": seconds; "rotate": true for new keys}.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const state = { claims: {}, header: {}, lifetime: 600, generation: 0 };

function keys() {
  state.generation += 1;
  const jwk = (type, options, alg) => ({
    ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
    kid: `${alg}-${state.generation}`,
    alg,
    use: 'sig',
  });
  return { keys: [jwk('rsa', { modulusLength: 2048 }, 'RS256'), jwk('ec', { namedCurve: 'P-256' }, 'ES256')] };
}

function provider() {
  return new Provider(issuer, {
    jwks: keys(),
    clients: [
      {
        client_id: 'job',
        client_secret: 'a-secret-of-the-tests-only-0123456789',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (ctx, resource) => ({
          scope: 'tunnel',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: state.lifetime,
          jwt: { sign: { alg: state.header.alg ?? 'RS256' } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt(ctx, token, jwt) {
          jwt.header = { typ: 'JWT', ...state.header };
          for (const [name, value] of Object.entries(state.claims)) {
            if (value === null) delete jwt.payload[name];
            else jwt.payload[name] = value;
          }
        },
      },
    },
  });
}

let current = provider();
createServer((request, response) => {
  if (request.url !== '/control') {
    current.callback()(request, response);
    return;
  }
  let body = '';
  request.on('data', (piece) => { body += piece; });
  request.on('end', () => {
    const order = JSON.parse(body);
    Object.assign(state, { claims: order.claims ?? {}, header: order.header ?? {}, lifetime: order.lifetime ?? 600 });
    if (order.rotate) current = provider();
    response.writeHead(204).end();
  });
}).listen(port, '127.0.0.1', () => console.log('ready'));
