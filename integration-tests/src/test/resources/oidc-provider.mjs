// SPDX-License-Identifier: Apache-2.0
// An independent OpenID provider for tests. Usage: node oidc-provider.mjs PORT [okta]
// Tokens come from /token (client credentials, resource indicators). POST /control sets what comes next:
// {"claims": {…} merged into the payload, null removes; "header": {…}; "lifetime": seconds; "rotate": true for new keys}.
// As "okta" its tokens look like those of an Okta custom authorization server, and come from /oauth2/default/v1/token.
// The provider itself refuses to introspect JWTs, so /v1/introspect is answered here, and POST /control takes
// {"revoke": jti; "introspection": "up" | "down" | "slow" | "lying"} as well; the answer to {"idToken": {…claims}} is an ID token.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Provider } from 'oidc-provider';

const port = Number(process.argv[2]);
const okta = process.argv[3] === 'okta';
const base = okta ? '/oauth2/default' : '';
const issuer = `http://127.0.0.1:${port}${base}`;
const client = okta ? '0oajob' : 'job';
const secret = 'a-secret-of-the-tests-only-0123456789';
const introspector = `Basic ${Buffer.from(`0oagateway:${secret}`).toString('base64')}`;
const state = { claims: {}, header: {}, lifetime: okta ? 3600 : 600, introspection: 'up', generation: 0 };
const revoked = new Set();

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

function shape(token, jwt) {
  jwt.header = { typ: okta ? undefined : 'JWT', ...state.header };
  if (okta) {
    const { iss, iat, exp, sub, aud, client_id: cid, scope } = jwt.payload;
    jwt.payload = { ver: 1, jti: `AT.${randomUUID()}`, iss, aud, iat, exp, cid, scp: scope.split(' '), sub };
  }
  for (const [name, value] of Object.entries(state.claims)) {
    if (value === null) delete jwt.payload[name];
    else jwt.payload[name] = value;
  }
}

function provider() {
  return new Provider(issuer, {
    jwks: keys(),
    scopes: ['tunnel'],
    clients: [
      {
        client_id: client,
        client_secret: secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    ...(okta && { routes: { token: '/v1/token', jwks: '/v1/keys' } }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        ...(okta && { defaultResource: () => 'api://drawbridge' }),
        getResourceServerInfo: (ctx, resource) => ({
          scope: 'tunnel',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: state.lifetime,
          jwt: { sign: { alg: state.header.alg ?? 'RS256' } },
        }),
      },
    },
    formats: { customizers: { jwt: (ctx, token, jwt) => shape(token, jwt) } },
  });
}

let current = provider();

async function idToken(claims) {
  const token = new current.IdToken({ sub: '00udana' }, { client: await current.Client.find(client) });
  token.scope = 'openid';
  token.extra = claims;
  return token.issue({ use: 'idtoken', expiresAt: Math.floor(Date.now() / 1000) + 3600 });
}

function introspect(request, response, form) {
  const said = (status, answer) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  if (request.headers.authorization !== introspector) said(401, { error: 'invalid_client' });
  else if (state.introspection === 'down') request.socket.destroy();
  else if (state.introspection === 'slow') response.writeHead(200).write('{');
  else if (state.introspection === 'lying') said(200, { active: true, jti: 'AT.of-another-token' });
  else {
    const claims = JSON.parse(Buffer.from(new URLSearchParams(form).get('token').split('.')[1], 'base64url'));
    said(200, revoked.has(claims.jti) ? { active: false } : { active: true, jti: claims.jti, client_id: claims.cid });
  }
}

async function control(order) {
  if (order.idToken) return idToken(order.idToken);
  if (order.revoke) revoked.add(order.revoke);
  if (order.introspection) state.introspection = order.introspection;
  if (order.claims) Object.assign(state, { claims: order.claims, header: order.header ?? {} });
  if (order.lifetime) state.lifetime = order.lifetime;
  if (order.rotate) current = provider();
  return '';
}

createServer((request, response) => {
  const own = request.url === '/control' || request.url === `${base}/v1/introspect`;
  if (!own) {
    request.originalUrl = request.url;
    request.url = request.url.startsWith(base) ? request.url.slice(base.length) : '/nothing-here';
    current.callback()(request, response);
    return;
  }
  let body = '';
  request.on('data', (piece) => { body += piece; });
  request.on('end', async () => {
    if (request.url === '/control') response.end(await control(JSON.parse(body)));
    else introspect(request, response, body);
  });
}).listen(port, '127.0.0.1', () => console.log('ready'));
