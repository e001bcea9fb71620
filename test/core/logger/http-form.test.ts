import { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import * as assert from 'uvu/assert';
import { httpForm } from '../../../core/logger/http-form.js';
import { suite } from '../../support/suite.js';

const test = suite('httpForm');

const read = (value: object): unknown => JSON.parse(JSON.stringify(httpForm(value) ?? null));

function request(fields: object = {}): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/orders?id=7', headers: { 'host': 'shop.example', 'x-api-key': 'abc' }, ...fields });
}

test('a request of a server is its method, address and headers, and whom it is from', () => {
  assert.equal(read(request()), { method: 'GET', url: '/orders?id=7', headers: { host: 'shop.example', 'x-api-key': 'abc' } });
  assert.equal(read(request({ id: 'r-1', originalUrl: '/api/orders?id=7' })), { id: 'r-1', method: 'GET', url: '/api/orders?id=7', headers: { host: 'shop.example', 'x-api-key': 'abc' } });
  assert.equal(Object.keys(httpForm(request()) ?? {}), ['method', 'url', 'headers', 'remoteAddress', 'remotePort']);
});

test('a response is its status and headers, sent or received', () => {
  const response = new ServerResponse(request());
  response.statusCode = 404;
  response.setHeader('Content-Type', 'text/plain');
  assert.equal(read(response), { statusCode: 404, headers: { 'content-type': 'text/plain' } });
  assert.equal(read(request({ statusCode: 200 })), { statusCode: 200, headers: { host: 'shop.example', 'x-api-key': 'abc' } });
});

test('a request of a client is its method, address and headers', () => {
  const sent = new ClientRequest({ host: 'shop.example', path: '/orders', headers: { 'x-api-key': 'abc' }, agent: false, createConnection: () => new Socket() });
  sent.on('error', () => {}).destroy();
  assert.equal(read(sent), { method: 'GET', host: 'shop.example', path: '/orders', headers: { 'x-api-key': 'abc', host: 'shop.example' } });
});

test('what fetch takes and gives is told by what it says', () => {
  const headers = new Headers({ 'x-api-key': 'abc' });
  assert.equal(read(headers), { 'x-api-key': 'abc' });
  assert.equal(httpForm(new Request('http://shop.example/orders', { headers })), { method: 'GET', url: 'http://shop.example/orders', headers });
  const { status, url, ...rest } = httpForm(new Response('text', { status: 201, headers })) as { readonly status: number; readonly url: string };
  assert.equal([status, url, Object.keys(rest)], [201, '', ['headers']]);
});

test('fields of a form are told by their names, each with all its values', () => {
  assert.equal(read(new URLSearchParams('a=1&b=2&a=3')), { a: ['1', '3'], b: '2' });
  const many = httpForm(new URLSearchParams('a=1&'.repeat(100_000))) as { readonly a: readonly string[] };
  assert.is(many.a.length, 100_000);
  const form = new FormData();
  form.append('a', '1');
  assert.equal(read(form), { a: '1' });
});

test('every other object is left to speak for itself', () => {
  class Order {
    readonly headers = { a: 1 };
    readonly statusCode = 200;
  }
  for (const other of [new Order(), new Socket(), { method: 'GET', url: '/', headers: {} }, { [Symbol.toStringTag]: 'Headers' }, { [Symbol.toStringTag]: 'Response' }, new Map(), []]) assert.is(httpForm(other), undefined);
});

test.run();
