import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { formatCheckpoint, parseCheckpoint } from '../../../core/audit/checkpoint.js';
import { newSigner, parseSigner } from '../../../core/audit/note-key.js';
import { openNote, signNote } from '../../../core/audit/note.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { suite } from '../../support/suite.js';
import { vector } from '../../support/vectors.js';

const test = suite('openNote');
const notes = vector('note', 'notes.json');
const checkpoints = vector('note', 'checkpoints.json');

const hasCode = (code: string) => (error: unknown): boolean => error instanceof HushpipeError && error.code === code;

interface Notes {
  readonly signerSeedKey: string;
  readonly signText: string;
  readonly signWant: string;
  readonly badVerifierKeys: readonly string[];
  readonly open: readonly { readonly desc: string; readonly note: string; readonly keys: readonly string[]; readonly verified?: readonly string[]; readonly ok: boolean }[];
}

if (notes === undefined) test.skip('agrees with the vectors of golang.org/x/mod/sumdb/note', 'HUSHPIPE_VECTORS has none');
else {
  const { signerSeedKey, signText, signWant, badVerifierKeys, open } = JSON.parse(readFileSync(notes, 'utf8')) as Notes;
  for (const { desc, note, keys, verified, ok } of open) {
    test(`${ok ? 'opens' : 'refuses'} the note "${desc}"`, () => {
      if (!ok) {
        assert.throws(() => openNote(note, keys), hasCode('AUDIT_BAD_NOTE'));
        return;
      }
      assert.equal(openNote(note, keys).verified.map(({ name }) => name), verified);
      assert.equal(openNote(Buffer.from(note), keys).verified.map(({ name }) => name), verified);
    });
  }
  test('signs as golang.org/x/mod/sumdb/note does', () => {
    const signer = parseSigner(signerSeedKey);
    assert.is(signNote(signText, [signer]), signWant);
    assert.is(signer.secret, signerSeedKey);
  });
  test('refuses the bad verifier keys', () => {
    for (const key of badVerifierKeys) assert.throws(() => openNote(signWant, [key]), hasCode('AUDIT_BAD_KEY'));
  });
}

interface Checkpoints {
  readonly signed: readonly { readonly desc: string; readonly key: string; readonly origin: string; readonly size?: string; readonly root?: string; readonly note: string; readonly ok: boolean }[];
  readonly bodies: readonly { readonly desc: string; readonly body: string; readonly ok: boolean }[];
}

if (checkpoints === undefined) test.skip('agrees with the vectors of transparency-dev/formats', 'HUSHPIPE_VECTORS has none');
else {
  const { signed, bodies } = JSON.parse(readFileSync(checkpoints, 'utf8')) as Checkpoints;
  for (const { desc, key, origin, size, root, note, ok } of signed) {
    test(`${ok ? 'opens' : 'refuses'} the checkpoint "${desc}"`, () => {
      if (!ok) {
        assert.throws(() => openNote(note, [key], { origin }), hasCode('AUDIT_BAD_NOTE'));
        return;
      }
      const { checkpoint } = openNote(note, [key], { origin });
      assert.is(String(checkpoint?.size), size);
      assert.is(checkpoint?.root.toString('base64'), root);
    });
  }
  for (const { desc, body, ok } of bodies) test(`takes the text of a checkpoint as it is: ${desc}`, () => assert.is(parseCheckpoint(body) !== undefined, ok));
}

test('opens what was signed, and nothing that was changed since', () => {
  const signer = newSigner('example.com/log');
  const note = signNote('one\n\ntwo\n', [signer, newSigner('witness')]);
  const opened = openNote(note, [signer.text]);
  assert.is(opened.text, 'one\n\ntwo\n');
  assert.equal(opened.unverified.map(({ name }) => name), ['witness']);
  assert.is(opened.checkpoint, undefined);
  assert.throws(() => openNote(note.replace('two', 'too'), [signer.text]), hasCode('AUDIT_BAD_NOTE'));
  assert.throws(() => openNote(note, [signer.text], { origin: 'example.com/log' }), hasCode('AUDIT_BAD_NOTE'));
  assert.throws(() => openNote(note, [newSigner('example.com/log').text]), hasCode('AUDIT_BAD_NOTE'));
});

test('opens the checkpoint of one log as that of no other', () => {
  const signer = newSigner('example.com/log');
  const root = Buffer.alloc(32, 7);
  const note = signNote(formatCheckpoint('example.com/log', 12, root), [signer]);
  assert.equal(openNote(note, [signer.text], { origin: 'example.com/log' }).checkpoint, { origin: 'example.com/log', size: 12n, root, extensions: [] });
  assert.throws(() => openNote(note, [signer.text], { origin: 'example.com/other' }), hasCode('AUDIT_BAD_NOTE'));
});

test('refuses bytes that are no UTF-8', () => {
  const signer = newSigner('a');
  assert.throws(() => openNote(Buffer.concat([Buffer.of(0xff), Buffer.from(signNote('x\n', [signer]))]), [signer.text]), hasCode('AUDIT_BAD_NOTE'));
});

test.run();
