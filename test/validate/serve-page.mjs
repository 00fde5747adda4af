// Starts `cuilint serve` and works its page in a real Chromium, mostly by keyboard, also with hostile texts: no
// dialog, no request to anywhere else, no message in the console. npm run validate, after npm run build.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessibilityFaults, createExpectations, openBrowser, watchedPage } from './browser.mjs';

const ROOT = join(import.meta.dirname, '../..');
const SHOT = process.env['CUILINT_SHOTS'];
const TEXT = '【星禾消金】您好，您本期应还100元。\n再不还钱就上门找你家人，你这种老赖！';
const BROKEN = '已逾期35天，欠3,500元，你这个老赖，再不处理就抓你坐牢，叫人打断你的腿。';
const HOSTILE =
  '</script><script>alert(1)</script><img src=x onerror=alert(1)>再不还钱就上门找你家人\u202e{{7*7}}';

/** The program, and the address that it tells. */
async function startProgram(folder) {
  const program = spawn(process.execPath, [join(ROOT, 'bin/cuilint.js'), 'serve'], { cwd: folder });
  let told = '';
  program.stdout.setEncoding('utf8');
  for await (const part of program.stdout) {
    told += part;
    const address = /http:\S+/.exec(told)?.[0];
    if (address !== undefined) return { program, address };
  }
  throw new Error(`no address: ${told}`);
}

async function tryText(page, { expect }, name) {
  const text = page.locator('#text');
  const verdict = page.locator('#verdict');
  expect(
    `${name}: the cursor is in the text`,
    (await page.evaluate(() => document.activeElement?.id)) === 'text',
  );
  expect(`${name}: the token has left the address`, !page.url().includes('#'), page.url());
  await page.keyboard.insertText(TEXT);
  await page.waitForSelector('.card.error');
  const marked = await page.locator('#marks mark').allTextContents();
  expect(
    `${name}: hits are marked while typing`,
    marked.join('').includes('上门找你家人'),
    marked.join('|'),
  );
  const drawn = await page.evaluate(() => {
    const [area, marks] = [document.getElementById('text'), document.getElementById('marks')];
    return [area.clientWidth === marks.clientWidth, area.scrollHeight === marks.scrollHeight];
  });
  expect(`${name}: text and marks have the same lines`, drawn.every(Boolean), drawn.join());
  await page.keyboard.press('F8');
  const selected = await text.evaluate((area) =>
    area.value.slice(area.selectionStart, area.selectionEnd),
  );
  expect(`${name}: F8 selects the first hit`, TEXT.includes(selected) && selected !== '', selected);
  await page.keyboard.insertText('请');
  await page.waitForTimeout(500);
  expect(
    `${name}: what was typed over is judged anew`,
    (await page.locator('#marks').textContent()).trimEnd() === (await text.inputValue()).trimEnd(),
  );

  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('您好，您本期应还100元，请按时还款。');
  await page.waitForSelector('#verdict.good');
  expect(`${name}: a clean text is called clean`, (await page.locator('.card').count()) === 0);
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(HOSTILE);
  await page.waitForSelector('.card.error');
  expect(
    `${name}: hostile text stays text`,
    (await page.locator('blockquote').first().textContent()).includes('<img src=x'),
  );
  const faults = await accessibilityFaults(page);
  expect(`${name}: contrast and labels`, faults.length === 0, faults.slice(0, 5).join(' | '));
  if (SHOT !== undefined) await page.screenshot({ path: join(SHOT, `serve-${name}.png`) });

  await page.keyboard.press('Alt+r');
  await page.keyboard.insertText('threat/home-visit');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#page dl');
  expect(
    `${name}: a rule is looked up`,
    (await page.locator('#page').textContent()).includes('threat/home-visit'),
  );
  await page.fill('#text', '再不还钱就上门找你家人');
  await page.waitForSelector('.card.error');
  const button = page.locator('.card dd button').first();
  const rewrite = await page.locator('.card dd span[lang]').first().textContent();
  await button.click();
  await page.waitForTimeout(200);
  await page.fill('#text', '');
  await page.focus('#text');
  await page.keyboard.press('Control+V');
  expect(`${name}: the rewrite is copied`, (await text.inputValue()) === rewrite);
  await page.fill('#text', `${BROKEN}\n${BROKEN}`);
  await page.waitForSelector('.card .whole');
  expect(
    `${name}: a message beyond repair has another one, once`,
    (await page.locator('.whole').count()) === 2 && (await page.locator('.card').count()) > 4,
  );
  const whole = await page.locator('.whole span').first().textContent();
  await page.locator('.whole button').first().click();
  await page.waitForTimeout(200);
  if (SHOT !== undefined) await page.screenshot({ path: join(SHOT, `serve-whole-${name}.png`) });
  await page.fill('#text', '');
  await page.focus('#text');
  await page.keyboard.press('Control+V');
  expect(
    `${name}: with the amounts of the message, to be copied`,
    (await text.inputValue()) === whole && whole.includes('35天，应还3,500元'),
    whole,
  );
  await page.waitForFunction(() => document.getElementById('verdict').textContent !== '');
  expect(`${name}: a verdict is told`, (await verdict.textContent()) !== '');
  const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
  expect(`${name}: nothing stands out to the side`, width <= page.viewportSize().width, `${width}`);
}

async function tryChoices(page, { expect }) {
  await page.fill('#text', '法院已受理您的案件，请及时还款。');
  await page.waitForTimeout(600);
  const asked = page.waitForRequest((request) => request.url().includes('profile=court'));
  await page.selectOption('#profile', 'court');
  await asked;
  const kind = page.waitForRequest((request) => request.url().includes('kind=script'));
  await page.selectOption('#kind', 'script');
  await kind;
  expect('kind and sender are asked with', true);
  await page.selectOption('#profile', '');
  await page.selectOption('#kind', '');
}

async function tryFiles(page, folder, { expect }) {
  writeFileSync(join(folder, '短信.csv'), '编号,内容\n1,您好\n2,再不还钱就上门找你家人\n');
  await page.setInputFiles('#file', join(folder, '短信.csv'));
  await page.waitForSelector('.card.error');
  expect('a file is judged', (await page.locator('#verdict').textContent()).includes('短信.csv'));
  for (const [format, begins] of [
    ['html', '<!DOCTYPE html>'],
    ['xlsx', 'PK'],
    ['json', '{"version":1'],
    ['csv', '\ufeff"cuilint"'],
  ]) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click(`[data-format=${format}]`),
    ]);
    const path = join(folder, `report.${format}`);
    await download.saveAs(path);
    const head = readFileSync(path).toString('utf8').slice(0, 20);
    expect(`the report is taken as ${format}`, head.startsWith(begins), head);
    expect('and is named', download.suggestedFilename() === `cuilint.${format}`);
  }
  await page.setInputFiles('#file', join(ROOT, 'fixtures/templates/overdue/ledger.xlsx'));
  await page.waitForFunction(() =>
    document.getElementById('verdict').textContent.includes('ledger.xlsx'),
  );
  await page.waitForSelector('.card');
  expect(
    'a workbook is judged, with its cells',
    /[A-Z]\d/.test(await page.locator('.card code').first().textContent()),
  );
  writeFileSync(join(folder, 'broken.json'), '{"a":"上门找你家人",}');
  await page.setInputFiles('#file', join(folder, 'broken.json'));
  await page.waitForSelector('#problems li');
  expect(
    'what could not be judged is told',
    (await page.locator('#problems').textContent()).includes('JSON'),
  );
  // As a mouse drops it.
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(
      new File(['再不还钱就上门找你家人'], '<img src=x onerror=alert(1)>.txt'),
    );
    document.dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }),
    );
  });
  await page.waitForFunction(() => document.getElementById('verdict').textContent.includes('<img'));
  expect('a dropped file is judged', (await page.locator('.card.error').count()) > 0);
  await page.click('#clear');
  expect('and is gone when it is cleared', (await page.locator('.card').count()) === 0);
}

async function tryEnd(page, program, { expect }) {
  const ended = new Promise((done) => program.once('exit', (code) => done(code)));
  program.kill('SIGINT');
  expect('a signal ends it with 130', (await ended) === 130);
  await page.fill('#text', '上门');
  await page.waitForFunction(() =>
    document.getElementById('verdict').textContent.includes('连不上'),
  );
  expect('the page says that nobody answers', true);
}

const folder = mkdtempSync(join(tmpdir(), 'cuilint-serve-'));
const browser = await openBrowser();
const expectations = createExpectations();
const { program, address } = await startProgram(folder);
const { origin } = new URL(address);
try {
  for (const [name, options] of [
    ['390', { viewport: { width: 390, height: 844 } }],
    ['dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
    ['1280', { viewport: { width: 1280, height: 900 } }],
  ]) {
    const { context, page, noted } = await watchedPage(
      browser,
      { ...options, acceptDownloads: true },
      (url) => url.startsWith(`${origin}/`) || url.startsWith(`blob:${origin}/`),
    );
    await page.goto(address);
    await tryText(page, expectations, name);
    if (name === '1280') {
      await tryChoices(page, expectations);
      await tryFiles(page, folder, expectations);
      expectations.expect(
        'no dialog, no request, no message',
        noted.length === 0,
        noted.join(' | '),
      );
      await tryEnd(page, program, expectations);
    } else
      expectations.expect(
        `${name}: no dialog, no request, no message`,
        noted.length === 0,
        noted.join(' | '),
      );
    await context.close();
  }
} finally {
  program.kill();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = expectations.finish('serve page') > 0 ? 1 : 0;
