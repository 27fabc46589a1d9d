const maxLength = 200;

/** Why a name cannot become part of an object key; undefined when it can. */
export function fileNameProblem(fileName: string): string | undefined {
  if (fileName.trim() === '' || fileName.length > maxLength) {
    return `Expected a file name of 1 to ${maxLength} characters, got ${fileName.length}.`;
  }
  if (/[/\\\p{Cc}]/u.test(fileName) || /^\.+$/.test(fileName)) {
    return `Expected a file name without slashes and control characters, got ${JSON.stringify(fileName)}.`;
  }
  // An upload's key is written into URLs, which half a surrogate pair has no place in.
  if (!fileName.isWellFormed()) {
    return `Expected a file name in well-formed Unicode, got ${JSON.stringify(fileName)}.`;
  }
  return undefined;
}
