/** Times and bytes of request bodies, with Go's words for what is wrong (asked of `time.Parse` and `encoding/base64`). */
import assert from 'node:assert/strict';
import { byteListText, readBase64 } from '../../../../src/kubernetes/api/reading/goBase64.ts';
import { readTime, type TimeLayout } from '../../../../src/kubernetes/api/reading/goTime.ts';

const seconds = '"2006-01-02T15:04:05Z07:00"';

function check(text: string, expected: string | undefined, layout: TimeLayout = 'seconds'): void {
  const reading = readTime(text, layout);
  assert.equal('error' in reading ? reading.error.replace(/^parsing time /, '') : reading.time, expected);
}

describe('times', () => {
  const cases: [string, string | undefined][] = [
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05Z'],
    ['2026-01-02T03:04:05.999Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T3:04:05Z', '2026-01-02T03:04:05Z'],
    ['0001-01-01T00:00:00Z', undefined],
    ['2026-02-29T00:00:00Z', '"2026-02-29T00:00:00Z": day out of range'],
    ['2026-13-01T00:00:00Z', '"2026-13-01T00:00:00Z": month out of range'],
    ['2026-01-02T24:00:00Z', '"2026-01-02T24:00:00Z": hour out of range'],
    ['2026-01-02', `"2026-01-02" as ${seconds}: cannot parse "" as "T"`],
    ['2026-01-02T03:04:05', `"2026-01-02T03:04:05" as ${seconds}: cannot parse "" as "Z07:00"`],
    ['2026-01-02T03:04:05Zx', '"2026-01-02T03:04:05Zx": extra text: "x"'],
    ['2026-01-02T03:04:05+25:00', '"2026-01-02T03:04:05+25:00": time zone offset hour out of range'],
    ['é', `"\\xc3\\xa9" as ${seconds}: cannot parse "\\xc3\\xa9" as "2006"`],
  ];
  for (const [text, expected] of cases) it(`reads ${text}`, () => check(text, expected));

  it('keeps microseconds where the field does', () => {
    check('2026-01-02T03:04:05.120000Z', '2026-01-02T03:04:05.120000Z', 'micro');
    const micro = '"2006-01-02T15:04:05.000000Z07:00"';
    const text = '2026-01-02T03:04:05Z';
    check(text, `"${text}" as ${micro}: cannot parse "Z" as ".000000"`, 'micro');
  });
});

describe('bytes', () => {
  const cases: [string, string][] = [
    ['YQ==', 'YQ=='],
    ['YR==', 'YQ=='],
    ['Y\nQ=\r\n=\n', 'YQ=='],
    ['YQ', 'illegal base64 data at input byte 0'],
    ['YQ=', 'illegal base64 data at input byte 3'],
    ['YQ==x', 'illegal base64 data at input byte 4'],
    ['Y Q==', 'illegal base64 data at input byte 1'],
    ['é', 'illegal base64 data at input byte 0'],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const reading = readBase64(text);
      assert.equal('error' in reading ? reading.error : reading.text, expected);
    });
  }

  it('are written with padding', () => {
    assert.deepEqual([[97], [97, 98], [97, 98, 99]].map(byteListText), ['YQ==', 'YWI=', 'YWJj']);
  });
});
