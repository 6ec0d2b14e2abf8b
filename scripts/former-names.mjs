// Names and spellings that have been given up for standard ones (issue "Make the house ready"): none of them may return.

import ts from 'typescript';

/** What each is called now. Compared as whole identifiers, so that the same words may stand in comments and texts. */
const formerNames = new Map([
  ['Turns', 'ConcurrencyLimiter, or SessionScheduler for sessions of the database'],
  ['Pace', 'IngestYield'],
  ['giveWay', 'yieldToIngest'],
  ['comings', 'deferredConnects'],
  ['Farewell', 'DisconnectInfo'],
  ['turnedAway', 'connectRejected'],
  ['courtesy', 'waitForDrain'],
  ['takeOn', 'beginInFlight'],
  ['putDown', 'endInFlight'],
  ['intake', 'parseReport'],
  ['takeReport', 'parseReport'],
  ['SpokenFor', 'ActableDevice'],
  ['Asking', 'AccountRequest'],
  ['describeGoing', 'describeDisconnect'],
  ['madeUpPassword', 'generatedPassword'],
  ['isWhole', 'isInitialized, isComplete'],
  ['lastWords', 'lastError'],
  ['HopelessExport', 'PermanentExportError'],
  ['registerFrontDoor', 'registerRootRoutes'],
  ['access_key_key', 'access_key_row_id'],
]);
const anyName = new RegExp(`\\b(${[...formerNames.keys()].join('|')})\\b`);

/** @returns `{line, name, now}` of each identifier of a source that has been given up */
export function findFormerNames(file, text) {
  if (!anyName.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const isName = ts.isIdentifier(node) || ts.isPrivateIdentifier(node);
    const name = isName ? node.text.replace(/^#/, '') : '';
    if (formerNames.has(name)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ line, name, now: formerNames.get(name) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** @returns what is wrong with the words of a line, if anything */
export function findFormerWords(line) {
  if (/organisation/i.test(line)) return 'spells "organization" with an s';
  if (/(\/\*\* |^\s*\* )Answers (an?|the|what|whether|with|how|every|all|on|one)\b/.test(line))
    return 'says "answers" of what returns, responds or replies';
  if (/\b(it|test|describe)\b[\w.()[\]]*\((\[.*\]\)\()?['"`]answers?\b/.test(line))
    return 'says "answers" of what returns, responds or replies';
  if (/\bparam(eter)?s\)?(\.\w+|\[\w+\]) \?\? ''|\bparams as Record<[^)]*\)\[\w+\] \?\? ''/.test(line))
    return 'gives a parameter of the path another value; it is a string, or the route would not have matched';
  return undefined;
}
