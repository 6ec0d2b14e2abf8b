import type { UserRow } from './store.ts';

/** A user as the user itself and the installation's administrators see it: everything but secrets. */
export function toPerson(row: UserRow, href: string) {
  return {
    id: row.id,
    userId: row.id,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    passwordLastUpdated: row.password_updated_at.toISOString(),
    email: row.email,
    ...(row.first_name === null ? {} : { firstName: row.first_name }),
    ...(row.last_name === null ? {} : { lastName: row.last_name }),
    ...(row.company_name === null ? {} : { companyName: row.company_name }),
    ...(row.title === null ? {} : { title: row.title }),
    ...(row.phone_number === null ? {} : { phoneNumber: row.phone_number }),
    ...(row.location === null ? {} : { location: row.location }),
    ...(row.url === null ? {} : { url: row.url }),
    fullName: [row.first_name, row.last_name].filter((name) => name !== null).join(' '),
    twoFactorAuthEnabled: row.two_factor_key !== null,
    isAdministrator: row.is_administrator,
    _type: 'user' as const,
    _links: { self: { href } },
  };
}
