/** What parts the groups of a long number: a blank or a dash of any width, a dot, and a blank as URLs have it. */
export const GROUP_SEPARATOR = /[ .+\u00a0\u2009\u202f\u2010-\u2013-]|%20/y;
