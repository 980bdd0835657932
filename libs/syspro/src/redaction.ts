const SECRET_PARAMETERS = /\b(OperatorPassword|CompanyPassword|UserId|XmlIn|XmlParameters)=[^&\s]*/gi;
const SECRET_ELEMENTS = /<(UserId|OperatorPassword|CompanyPassword)>[^<]*</gi;

/** Personal data in our documents and their echoes. The Email and address fields of every object used here. */
const PERSONAL_NAMES =
  'CustomerName|Name|ShortName|Contact|Email|Telephone|Ship(?:To)?(?:Address|Addr)\\d\\w*|SoldTo(?:Name|Addr\\w*)|SoldAddr\\w*|' +
  '(?:Ship|Sold)PostalCode|SpecialInstrs|ShippingInstrs|DrawerName';
const PERSONAL_ELEMENTS = new RegExp(`<((?:\\w+:)?(?:${PERSONAL_NAMES}))>[^<]*<`, 'gi');
const PERSONAL_FIELDS = new RegExp(`"(${PERSONAL_NAMES})"\\s*:\\s*(?:\\[[^\\]]*\\]|"(?:[^"\\\\]|\\\\.)*")`, 'gi');

/** A query string or envelope that may be shown: passwords, the session's id and the documents themselves are gone. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRET_PARAMETERS, '$1=[redacted]').replace(SECRET_ELEMENTS, '<$1>[redacted]<');
}

/** A document or reply, XML or JSON, that may be shown to whoever may see orders: persons' names and addresses are gone, codes and money stay. */
export function withoutPersonalData(document: string): string {
  return withoutSecrets(document)
    .replace(PERSONAL_ELEMENTS, '<$1>[redacted]<')
    .replace(PERSONAL_FIELDS, '"$1":"[redacted]"');
}
