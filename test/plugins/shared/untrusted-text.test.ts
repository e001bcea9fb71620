import * as assert from 'uvu/assert';
import { messageText, oneLine, printable, withoutLinks, withoutMentions } from '../../../plugins/shared/untrusted-text.js';
import { suite } from '../../support/suite.js';

const printing = suite('printable');

printing('shows control characters and replaces lone surrogates and direction marks', () => {
  assert.is(printable('a\u0000b\u001b[31m\r\n\u007f\u0085', 100), 'a␀b␛[31m␍\n␡\ufffd');
  assert.is(printable('\ud800x\udc00\u202ey\u2066', 100), '\ufffdx\ufffd\ufffdy\ufffd');
  assert.is(printable('😀 é שלום', 100), '😀 é שלום');
});

printing('looks at no more than the start', () => {
  assert.is(printable('x'.repeat(1_000_000), 10).length, 74);
});

printing.run();

const line = suite('oneLine');

line('has no line break, no tab and no mention', () => {
  assert.is(oneLine('a\nb\tc <!here>', 100), 'a b c <\u200b!here>');
});

line.run();

const mentions = suite('withoutMentions');

mentions('splits every form of a mention and leaves the rest alone', () => {
  for (const mention of ['<!channel>', '<@U1>', '<#C1>', '@everyone', '@HERE', '@channel']) {
    const split = withoutMentions(`x${mention}`);
    assert.not.match(split, /<[!@#]|@(?:everyone|here|channel)/i);
    assert.is(split.replaceAll('\u200b', ''), `x${mention}`);
  }
  assert.is(withoutMentions('a < b, me@example.com'), 'a < b, me@example.com');
});

mentions.run();

const links = suite('withoutLinks');

links('splits addresses', () => {
  assert.is(withoutLinks('see https://evil.example'), 'see https:\u200b//evil.example');
});

links.run();

const message = suite('messageText');

message('keeps the line breaks of the config and not those of events', () => {
  assert.is(messageText([{ text: 'one\n' }, { data: 'two\nthree' }], 100), 'one\ntwo three');
});

message('splits a mention that only arises where parts meet', () => {
  assert.is(messageText([{ text: 'at <' }, { data: '!channel>' }], 100), 'at <\u200b!channel>');
});

message('keeps right-to-left text in its place', () => {
  assert.is(messageText([{ text: 'by ' }, { data: 'שלום' }, { text: ' 12 times' }], 100), 'by \u2068שלום\u2069 12 times');
});

message.run();
