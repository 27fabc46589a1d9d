import { type Aliases, plainColumns } from './aliases.ts';
import { inLanguagesOf } from './languages/translations.ts';
import { mapHeaders } from './map-headers.ts';
import type { FileShape, Format, Mapping, Recognition } from './plan.ts';
import { timeFormsOf } from './time-forms.ts';

const aliases: Aliases = {
  customerId: ['customerid', 'customeruniqueid', 'userid', 'clientid', 'customer', 'id'],
  email: ['email', 'customeremail', 'emailaddress'],
  phone: ['phone', 'phonenumber', 'customerphone'],
  name: ['name', 'customername', 'fullname'],
  country: ['country', 'countrycode'],
  referredBy: ['referredby', 'referrerid', 'referrer', 'referredbycustomerid'],
  updatedAt: ['updatedat', 'modifiedat', 'lastmodified'],
};

/** Who customers are and who referred them. */
export const genericCustomers: Format = {
  kind: 'customers',
  recognise(shape: FileShape, given: Mapping = {}): Recognition {
    const columns = plainColumns(shape);
    const { mapping } = mapHeaders(columns, inLanguagesOf(columns, aliases), given);
    if (!(mapping.customerId ?? mapping.email ?? mapping.phone)) {
      return { missing: ['a customer (customer_id, email or phone)'] };
    }
    return {
      plan: {
        kind: 'customers',
        format: `generic-${shape.container.type}`,
        confidence: mapping.customerId ? 1 : 0.5,
        container: shape.container,
        columns: shape.columns,
        mapping,
        source: 'file',
        decimalMark: '.',
        timeForms: timeFormsOf(shape, mapping),
      },
    };
  },
};
