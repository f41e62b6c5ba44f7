/** Reads a typed price: undefined when left empty, null when it is no price. */
export function readPrice(text: string): number | undefined | null {
  const plain = text.trim();
  if (!plain) return undefined;
  const decimalComma = /^\d+,\d{1,2}$/.test(plain);
  const price = Number(decimalComma ? plain.replace(',', '.') : plain.replaceAll(',', ''));
  return price > 0 && Number.isFinite(price) ? price : null;
}
