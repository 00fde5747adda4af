// What the trials of pages share: a real Chromium, and an ear for what a page must never do.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium of the system, or the one that CUILINT_CHROMIUM names. */
export async function openBrowser() {
  const named = process.env['CUILINT_CHROMIUM'];
  const executablePath = named ?? PLACES.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error('there is no Chromium: install it, or name it with CUILINT_CHROMIUM');
  // In a container without user namespaces there is no sandbox.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** Counts and names faults: `expect` says what was looked at. */
export function createExpectations() {
  let faults = 0;
  let passed = 0;
  return {
    expect: (what, isTrue, detail = '') => {
      if (isTrue) passed += 1;
      else {
        faults += 1;
        process.stdout.write(`  FAULT ${what} ${detail}\n`);
      }
    },
    finish: (name) => {
      process.stdout.write(`${name}: ${passed} as expected, ${faults} faults\n`);
      return faults;
    },
  };
}

/** A page of which every dialog, error and request beside `own` addresses is noted. */
export async function watchedPage(browser, options, isOwn) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const noted = [];
  page.on('dialog', (dialog) => {
    noted.push(`dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('console', (message) => noted.push(`console ${message.type()} ${message.text()}`));
  page.on('pageerror', (error) => noted.push(`error ${error.message}`));
  page.on('request', (request) => {
    if (!isOwn(request.url())) noted.push(`request ${request.url().slice(0, 200)}`);
  });
  page.on('popup', () => noted.push('popup'));
  return { context, page, noted };
}

/** Texts whose contrast is below what WCAG AA asks, and controls without a name; looked at in the page. */
export function accessibilityFaults(page) {
  return page.evaluate(() => {
    const numbers = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const backgroundOf = (element) => {
      for (let at = element; at !== null; at = at.parentElement) {
        const color = numbers(getComputedStyle(at).backgroundColor);
        if (color.length === 3 || color[3] > 0) return color;
      }
      return [255, 255, 255];
    };
    const faults = [];
    for (const element of document.querySelectorAll('body *')) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent.trim() !== '',
      );
      if (
        !hasText ||
        element.closest('script, [hidden], [aria-hidden="true"], .away, option') !== null
      )
        continue;
      if (!element.checkVisibility()) continue;
      const style = getComputedStyle(element);
      const [light, dark] = [
        luminance(numbers(style.color)),
        luminance(backgroundOf(element)),
      ].sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5))
        faults.push(`contrast ${ratio.toFixed(2)}: ${element.textContent.trim().slice(0, 20)}`);
    }
    for (const control of document.querySelectorAll('input, select, textarea, button')) {
      const label = control.labels?.[0]?.textContent ?? '';
      const by = document.getElementById(control.getAttribute('aria-labelledby') ?? '');
      const own = control.getAttribute('aria-label') ?? by?.textContent ?? '';
      const name = own || label || control.textContent;
      if (name.trim() === '') faults.push(`no name: ${control.outerHTML.slice(0, 80)}`);
    }
    return [...new Set(faults)];
  });
}
