/**
 * The form in which addresses are compared: without surrounding space, lower case, NFC. Nothing
 * provider-specific (dots, plus tags): two addresses that differ there may be two people.
 */
export function normaliseEmail(address: string): string {
  return address.trim().normalize('NFC').toLowerCase();
}
