const SECRET_PARAMETERS = /\b(OperatorPassword|CompanyPassword|UserId|XmlIn|XmlParameters)=[^&\s]*/gi;
const SECRET_ELEMENTS = /<(UserId|OperatorPassword|CompanyPassword)>[^<]*</gi;

/** Personal data in our documents and their echoes. The Email and address fields of every object used here. */
const PERSONAL =
  /<((?:\w+:)?(?:CustomerName|Name|ShortName|Contact|Email|Telephone|Ship(?:To)?(?:Address|Addr)\d\w*|SoldTo(?:Name|Addr\w*)|SoldAddr\w*|(?:Ship|Sold)PostalCode|SpecialInstrs|ShippingInstrs|DrawerName))>[^<]*</gi;

/** A query string or envelope that may be shown: passwords, the session's id and the documents themselves are gone. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRET_PARAMETERS, '$1=[redacted]').replace(SECRET_ELEMENTS, '<$1>[redacted]<');
}

/** A document or reply that may be shown to whoever may see orders: persons' names and addresses are gone, codes and money stay. */
export function withoutPersonalData(xml: string): string {
  return withoutSecrets(xml).replace(PERSONAL, '<$1>[redacted]<');
}
