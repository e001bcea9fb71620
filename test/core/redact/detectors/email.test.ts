import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('EMAIL_DETECTOR');
const redactor = compileRedaction({ detectors: ['email'] }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;
const MASK = '[REDACTED:email]';

test('masks the address and nothing around it', () => {
  assert.is(redact('mail to ada@example.com.'), `mail to ${MASK}.`);
  assert.is(redact("user='ada.b+c@mail.example.co.uk',"), `user='${MASK}',`);
  assert.is(redact('<ada@example.com>, <bob@example.org>'), `<${MASK}>, <${MASK}>`);
  assert.is(redact('GET /?q=ada%40example.com&x=1'), `GET /?q=${MASK}&x=1`);
  assert.is(redact('next=%2Fu%3Fm%3Dada%40example.com'), `next=%2Fu%3Fm%3D${MASK}`);
  assert.is(redact('jörg@bücher.example.de'), MASK);
  assert.is(redact('o\'brien@example.com'), MASK);
  assert.is(redact('https://x.example/?mail=ada@example.com'), `https://x.example/?mail=${MASK}`);
  assert.is(redact('{\\"mail\\":\\"ada\\u0040example.com\\"}'), `{\\"mail\\":\\"${MASK}\\"}`);
});

test('masks the rarer forms: a machine by its number, a name in quotes, other alphabets', () => {
  assert.is(redact('mail to ada@[192.0.2.1] and eve@[IPv6:2001:db8::1]'), `mail to ${MASK} and ${MASK}`);
  assert.is(redact('<"ada lovelace"@example.com>'), `<${MASK}>`);
  assert.is(redact('от ада@почта.рф, к αδα@example.gr'), `от ${MASK}, к ${MASK}`);
  for (const text of ['a[0]@[1.2]', '["a","b"]@x', 'x@[nothing]']) assert.is(redact(text), text);
});

test('masks addresses in scripts without blanks, and nothing but the address behind such a script', () => {
  assert.is(redact('<用户@例子.公司>'), `<${MASK}>`);
  assert.is(redact('user@例子.中国'), MASK);
  assert.is(redact('अजय@डाटा.भारत'), MASK);
  assert.is(redact('请联系ada@example.com'), `请联系${MASK}`);
});

test('masks addresses whose sign or quotes are escaped', () => {
  assert.is(redact('next=%2Fu%3Fm%253Dada%2540example.com%26x'), `next=%2Fu%3Fm%253D${MASK}%26x`);
  assert.is(redact('<a>ada&#64;example.com</a> ada&#x40;example.com'), `<a>${MASK}</a> ${MASK}`);
  assert.is(redact('{\\"to\\":\\"x <\\"ada lovelace\\"@example.com>\\"}').includes('lovelace'), false);
});

test('masks the whole of a name that a URL or an escape has parts of', () => {
  for (const name of ['ada.lovelace%2Blogs%40example.com', 'm%C3%BCller%40example.com', 'o%27brien%40example.com', 'ada%252Blogs%2540example.com', 'ada+logs%40example.com']) assert.is(redact(`?to=${name}&x=1`), `?to=${MASK}&x=1`, name);
  for (const mark of ['%22', '%27', '%3C', '%0A', '%2C']) for (const sign of ['@', '%40']) assert.is(redact(`?q=${mark}ada${sign}example.com${mark}`), `?q=${mark}${MASK}${mark}`, mark + sign);
  assert.is(redact('%E9%82%AE%E7%AE%B1ada%40example.com'), `%E9%82%AE%E7%AE%B1${MASK}`);
  for (const escape of ['\\n', '\\t', '\\u0022', '\\x3c']) assert.is(redact(`a:${escape}ada@example.com${escape}`), `a:${escape}${MASK}${escape}`);
  assert.is(redact('ada\\x40example.com ada&#064;example.com ada&commat;example.com ada&#X40;example.com'), `${MASK} ${MASK} ${MASK} ${MASK}`);
});

test('masks an address behind a URL that has no password', () => {
  for (const quote of ['"', '\\"', "'"]) assert.is(redact(`{"site":"http://x.example","to":"ada@example.com"}`.replaceAll('"', quote)), `{"site":"http://x.example","to":"${MASK}"}`.replaceAll('"', quote));
  assert.is(redact('<http://x.example>:ada@example.com'), `<http://x.example>:${MASK}`);
});

test('masks the address that forwarders and senders of bulk mail wrap in their own', () => {
  for (const name of ['bounces+12-34-ada.lovelace=example.org', 'SRS0=x1y2=QZ=example.org=ada', 'prvs=0123456789=ada']) assert.is(redact(`from=<${name}@mail.example.com>, size=1`), `from=<${MASK}>, size=1`, name);
  assert.is(redact('a=b=ada@example.com'), `a=b=${MASK}`);
});

test('masks names and domains of unusual letters, and what marks touch', () => {
  for (const address of ['_______@example.com', 'a!b#c$d*e^f~g@example.com', '" "@example.com', 'ada@example.verm\u00f6gensberatung', 'ada@example.VERM\u00d6GENSBERATUNG']) assert.is(redact(`to ${address}, x`), `to ${MASK}, x`, address);
  assert.is(redact('_ada@example.com_ ada@example.com_old'), `_${MASK}_ ${MASK}_old`);
});

test('masks addresses at long and at private names of machines', () => {
  assert.is(redact('ada@a.b.c.d.e.f.g.h.i.j.k.example.com'), MASK);
  assert.is(redact('ada@mail_relay.example.com.'), `${MASK}.`);
});

test('leaves what only looks like one', () => {
  for (const text of ['npm i lodash@4.17.21', 'react@18.3.0-canary.abc', 'lodash@4.17.21.tgz', 'a@7.1.1.Final', 'root@10.0.0.1', 'app@sha256:abc', '@scope/pkg', 'icon@2x.png', 'a@b', 'redis://u:pw@cache.example.com/0', 'x.@example.com']) {
    assert.is(redact(text), text);
  }
});

test.run();
