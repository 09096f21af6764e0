// Every kind of page in a real browser, asked by axe-core: no violation of WCAG 2.2 AA, no scrolling
// sideways, in both languages, light and dark, on a desk and on a telephone; pages that work without
// JavaScript and by keyboard alone.
//
//     node pages.mjs KOINON EXAMPLES        TAP; skips what this machine does not have
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const [koinon, examples] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const WIDTHS = [1280, 360], SCHEMES = ['light', 'dark'], LANGUAGES = ['en', 'el'];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PAGES = {
  union: ['', '/bodies', '/body/congress', '/body/executive', '/units', '/unit/piraeus', '/acts',
    '/act/order-1', '/proceedings', '/proceeding/vote-order-1', '/proceeding/vote-resolution-1',
    '/proceeding/delegates-piraeus', '/proceeding/recall-volos', '/proceeding/congress-2026', '/powers',
    '/things', '/record', '/record/30', '/findings', '/about', '/body/nope'],
  1917: ['', '/body/petrograd-soviet', '/recognition', '/authorities', '/act/order-1', '/findings',
    '/things', '/powers?since=1917-02-27&at=1917-10-26', '?at=1917-05-05'],
};

function skip(why) {
  console.log(`TAP version 13\n1..0 # SKIP ${why}`);
  process.exit(0);
}

function load() {
  const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  if (!browser)
    skip('no Chromium on this machine (tools/install build check installs it)');
  try {
    return {browser, chromium: require('playwright-core').chromium,
      axe: readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')};
  } catch {
    return skip('axe-core and playwright-core are not there (tools/install browser installs them)');
  }
}

function makeRecord(folder, name) {
  const commands = readFileSync(join(examples, name, 'commands.jsonl'));
  const at = /"at" *: *"([^"]*)"/.exec(commands)[1];
  const run = (args, input) => {
    const done = spawnSync(koinon, args, {input, encoding: 'utf8', maxBuffer: 1 << 28});
    if (done.status > 1)
      throw new Error(`${args.join(' ')}: ${done.stderr}`);
  };
  const at_folder = join(folder, `${name}.koinon`);
  run(['new', at_folder, '--constitution', join(examples, name, 'constitution.yaml'), '--seed', 'browser',
    '--stamps-as-given', '--at', at]);
  run(['submit', at_folder, '--quiet'], commands);
  return at_folder;
}

function serve(folders) {
  const child = spawn(koinon, ['serve', '--listen', '127.0.0.1:0', ...folders],
    {stdio: ['ignore', 'pipe', 'inherit']});
  return new Promise((resolve, reject) => {
    child.once('exit', code => reject(new Error(`koinon serve ended: ${code}`)));
    child.stdout.once('data', text => resolve({child, base: /http:\/\/[^/]+/.exec(text)[0]}));
  });
}

// What is wrong with a page as it stands, one line each.
async function ask(page, complaints, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0)
    complaints.push(`${where}: ${wide} px too wide`);
  const found = await page.evaluate(tags => window.axe.run(document, {runOnly: tags}), TAGS);
  for (const v of found.violations)
    complaints.push(`${where}: ${v.id}: ${v.help}: ${v.nodes[0].target.join(' ')} ` +
      `(${v.nodes.length}) ${v.nodes[0].html.slice(0, 160)}`);
}

async function every(context, base, axe, name, language) {
  const complaints = [];
  const page = await context.newPage();
  for (const path of PAGES[name]) {
    const mark = path.includes('?') ? '&' : '?';
    await page.goto(`${base}/f/${name}${path}${mark}lang=${language}`);
    await page.evaluate(axe);
    for (const width of WIDTHS)
      for (const scheme of SCHEMES) {
        await page.setViewportSize({width, height: 800});
        await page.emulateMedia({colorScheme: scheme});
        await ask(page, complaints, `${name}${path} ${language} ${width} ${scheme}`);
      }
  }
  await page.close();
  return complaints;
}

// The skip link comes first and can be seen; so can the focus on what comes after it.
async function keyboard(context, base) {
  const complaints = [];
  const page = await context.newPage();
  await page.goto(`${base}/f/union?lang=en`);
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => {
    const box = document.activeElement.getBoundingClientRect();
    return {skip: document.activeElement.classList.contains('skip'), seen: box.left >= 0 && box.top >= 0};
  });
  if (!first.skip || !first.seen)
    complaints.push('the first stop of the keyboard is not a skip link that can be seen');
  await page.keyboard.press('Enter');
  if (await page.evaluate(() => document.activeElement.id) !== 'main')
    complaints.push('the skip link does not lead to the content');
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    });
    if (!outline)
      complaints.push(`stop ${stop}: the focus cannot be seen`);
  }
  await page.close();
  return complaints;
}

// Reading, following links and choosing a date need no JavaScript.
async function withoutScripts(browser, base) {
  const complaints = [];
  const context = await browser.newContext({javaScriptEnabled: false});
  const page = await context.newPage();
  for (const path of ['/f/union', '/f/union/proceeding/vote-order-1', '/f/1917/recognition']) {
    const reply = await page.goto(`${base}${path}?lang=en`);
    if (reply.status() !== 200 || !(await page.locator('h1').isVisible()))
      complaints.push(`${path}: ${reply.status()}, or nothing to be seen`);
  }
  await page.locator('details summary').first().click();
  await page.fill('#asof-at', '1917-03-20');
  await page.locator('.asof button').click();
  if (!page.url().includes('at=1917-03-20') || !(await page.locator('.asof-now').innerText()).includes('1917'))
    complaints.push('a date cannot be chosen');
  await page.locator('nav.main a').nth(1).click();
  if (!page.url().includes('at=1917-03-20'))
    complaints.push('the date does not follow to the next page');
  await context.close();
  return complaints;
}

let number = 0, failed = 0;
function report(name, complaints) {
  for (const line of complaints.slice(0, 30))
    console.log(`# ${line}`);
  failed += complaints.length > 0;
  console.log(`${complaints.length ? 'not ok' : 'ok'} ${++number} ${name}`);
}

const {browser: executablePath, chromium, axe} = load();
const folder = mkdtempSync(join(tmpdir(), 'koinon-browser-'));
let server, browser;
try {
  server = await serve(Object.keys(PAGES).map(name => makeRecord(folder, name)));
  browser = await chromium.launch({executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']});
  const context = await browser.newContext({reducedMotion: 'reduce'}); // colours at once
  console.log(`TAP version 13\n1..${2 + LANGUAGES.length * Object.keys(PAGES).length}`);
  for (const name of Object.keys(PAGES))
    for (const language of LANGUAGES)
      report(`pages_of_${name}_in_${language}_are_accessible_and_fit`,
        await every(context, server.base, axe, name, language));
  report('the_keyboard_is_enough_and_its_focus_is_seen', await keyboard(context, server.base));
  report('pages_work_without_javascript', await withoutScripts(browser, server.base));
} finally {
  await browser?.close();
  server?.child.removeAllListeners('exit');
  server?.child.kill();
  rmSync(folder, {recursive: true, force: true});
}
process.exit(failed ? 1 : 0);
