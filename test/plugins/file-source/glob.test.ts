import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { compileExclude, compileGlobs, matchesAny } from '../../../plugins/file-source/glob.js';
import { suite } from '../../support/suite.js';

const test = suite('compileGlobs');

/** The paths of `candidates` that the pattern matches. */
function matching(pattern: string, candidates: readonly string[]): string[] {
  const globs = compileGlobs(pattern);
  return candidates.filter((path) => matchesAny(globs, path));
}

test('matches a path as it stands', () => {
  assert.equal(matching('/var/log/app.log', ['/var/log/app.log', '/var/log/appXlog', '/var/log/app.log/x']), ['/var/log/app.log']);
});

test('matches any characters but a slash with a star, and one with a question mark', () => {
  assert.equal(matching('/l/a*.log', ['/l/a.log', '/l/abc.log', '/l/a/b.log', '/l/b.log']), ['/l/a.log', '/l/abc.log']);
  assert.equal(matching('/l/a?.log', ['/l/a.log', '/l/ab.log', '/l/a😀.log', '/l/abc.log']), ['/l/ab.log', '/l/a😀.log']);
});

test('matches any number of folders with two stars', () => {
  assert.equal(matching('/l/**/x', ['/l/x', '/l/a/x', '/l/a/b/x', '/m/x', '/l/a/y']), ['/l/x', '/l/a/x', '/l/a/b/x']);
  assert.equal(matching('/l/**', ['/l', '/l/a', '/l/a/b']), ['/l/a', '/l/a/b']);
});

test('matches a set of characters, and its opposite', () => {
  assert.equal(matching('/[a-c].log', ['/a.log', '/c.log', '/d.log', '/-.log']), ['/a.log', '/c.log']);
  assert.equal(matching('/[!a-c].log', ['/a.log', '/d.log']), ['/d.log']);
  assert.equal(matching('/[]x].log', ['/].log', '/x.log', '/y.log']), ['/].log', '/x.log']);
});

test('takes braces as alternatives, also nested and with slashes', () => {
  assert.equal(matching('/{a,b/{c,d}}.log', ['/a.log', '/b/c.log', '/b/d.log', '/b.log']), ['/a.log', '/b/c.log', '/b/d.log']);
  assert.equal(matching('/{a}.log', ['/{a}.log', '/a.log']), ['/{a}.log']);
  assert.equal(matching('/{a,b.log', ['/{a,b.log', '/a.log']), ['/{a,b.log']);
});

test('takes a character behind a backslash as itself', () => {
  assert.equal(matching('/a\\*.log', ['/a*.log', '/ab.log']), ['/a*.log']);
  assert.equal(matching('/a\\*b*.log', ['/a*bc.log', '/a*b.log', '/axb.log']), ['/a*bc.log', '/a*b.log']);
  assert.equal(matching('/\\{a,b\\}', ['/{a,b}', '/a']), ['/{a,b}']);
});

test('matches a hidden file only where the dot is written', () => {
  assert.equal(matching('/*', ['/.x', '/x']), ['/x']);
  assert.equal(matching('/?x', ['/.x', '/yx']), ['/yx']);
  assert.equal(matching('/.*', ['/.x', '/x']), ['/.x']);
});

test('says what is wrong with a pattern that cannot be', () => {
  assert.throws(() => compileGlobs(`/${'{a,b}'.repeat(20)}`), /more than 1000 patterns/);
  assert.throws(() => compileGlobs('/[z-a]'), /order/);
});

test('matches any name that is escaped character by character', () => {
  fc.assert(fc.property(fc.string({ minLength: 1, unit: 'binary' }).filter((name) => !name.includes('/')), (name) => {
    const escaped = name.replace(/[\\*?[\]{},!^-]/g, '\\$&');
    return matchesAny(compileGlobs(`/${escaped}`), `/${name}`);
  }), { seed: 1 });
});

test('is done soon with many stars and a name made to be hard', () => {
  assert.equal(matching(`/${'*a'.repeat(5)}b`, [`/${'a'.repeat(200)}`]), []);
  assert.equal(matching(`/${'*'.repeat(200)}b`, [`/${'a'.repeat(255)}`]), []);
});

test.run();

const exclude = suite('compileExclude');

exclude('compares a pattern without a slash with the name', () => {
  const excluded = compileExclude(['*.gz', 'debug-?.log']);
  assert.equal(['/a/x.gz', '/x.gz', '/a/debug-1.log', '/a/x.log', '/a.gz/x'].filter(excluded), ['/a/x.gz', '/x.gz', '/a/debug-1.log']);
});

exclude('compares a pattern with a slash inside with the end of the path, and one that begins with a slash with all of it', () => {
  const excluded = compileExclude(['tmp/*', '/srv/**']);
  assert.equal(['/a/tmp/x', '/tmp/x', '/tmp/a/x', '/srv/a/b', '/a/srv/b'].filter(excluded), ['/a/tmp/x', '/tmp/x', '/srv/a/b']);
});

exclude.run();
