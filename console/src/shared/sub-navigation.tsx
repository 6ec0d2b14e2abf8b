import { Link } from '@tanstack/react-router';

/** Links to the pages of one thing; the router marks the present one with `aria-current`. */
export function SubNavigation(props: { label: string; links: readonly { to: string; label: string }[] }) {
  return (
    <nav className="sub-navigation" aria-label={props.label}>
      {props.links.map(({ to, label }) => (
        <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
