import type { ReactNode } from 'react';

/** A handful of line icons, drawn here: a package of five thousand would outweigh the console. Decoration, never the only sign. */
function icon(path: ReactNode) {
  return function Icon({ size = 18 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {path}
      </svg>
    );
  };
}

export const OverviewIcon = icon(<path d="M3 13h4l3-8 4 14 3-8 1 2h3" />);
export const DevicesIcon = icon(
  <path d="M8 8h8v8H8zM5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM9 1v3M15 1v3M9 20v3M15 20v3M1 9h3M1 15h3M20 9h3M20 15h3" />,
);
export const RecipeIcon = icon(<path d="M9 4h6v3H9zM9 5.5H6V21h12V5.5h-3M9 12h6M9 16h4" />);
export const PlugIcon = icon(<path d="M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4" />);
export const TableIcon = icon(<path d="M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9" />);
export const ChartIcon = icon(<path d="M4 4v16h16M8 15l3-4 3 2 5-7" />);
export const DashboardIcon = icon(<path d="M4 4h7v8H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 14h7v6H4z" />);
export const BellIcon = icon(<path d="M6 17h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v4.5zM10.5 20h3M12 3v2" />);
export const AlarmIcon = icon(<path d="M12 4l9 16H3zM12 10v4M12 17v0.01" />);
export const MessageIcon = icon(<path d="M4 6h16v12H4zM4 7l8 6 8-6" />);
export const LogIcon = icon(<path d="M4 6h2M9 6h11M4 12h2M9 12h11M4 18h2M9 18h7" />);
export const KeyIcon = icon(<path d="M8 18a4 4 0 1 1 0-8 4 4 0 0 1 0 8zM11 11l8-8M16 6l3 3M13.5 8.5l2 2" />);
export const CertificateIcon = icon(
  <path d="M4 4h16v11h-5M4 4v11h5M8 8h8M8 11h4M12 19a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10.5 18.5V22l1.5-1 1.5 1v-3.5" />,
);
export const LockIcon = icon(<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2" />);
export const WorkflowIcon = icon(<path d="M4 4h6v5H4zM14 15h6v5h-6zM14 4h6v5h-6zM10 6.5h4M17 9v6" />);
export const EdgeIcon = icon(<path d="M4 14h16v6H4zM7 17h4M12 11V3M8.5 6.5L12 3l3.5 3.5" />);
export const UndoIcon = icon(<path d="M9 7L4 12l5 5M4 12h11a5 5 0 0 1 0 10h-2" />);
export const RedoIcon = icon(<path d="M15 7l5 5-5 5M20 12H9a5 5 0 0 0 0 10h2" />);
export const PlayIcon = icon(<path d="M7 4l13 8-13 8z" />);
export const WebhookIcon = icon(
  <path d="M12 10a3.5 3.5 0 1 0-3.2-2.1M12 6.5l3.6 6.6M6.5 20a3.5 3.5 0 1 0 0-7M6.5 16.5l3.2-6M17.5 13a3.5 3.5 0 1 1-3.2 4.9M6.5 16.5h7" />,
);
export const ArchiveIcon = icon(<path d="M3 4h18v4H3zM5 8v12h14V8M10 12h4" />);
export const FolderIcon = icon(<path d="M3 6h6l2 2h10v11H3z" />);
export const FileIcon = icon(<path d="M6 3h8l5 5v13H6zM14 3v5h5" />);
export const SettingsIcon = icon(
  <path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z" />,
);
export const PeopleIcon = icon(
  <path d="M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-4 2.5-6 6-6s6 2 6 6M16 4.5a3.5 3.5 0 0 1 0 6M17 14c2.5.5 4 2.5 4 6" />,
);
export const PersonIcon = icon(<path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7" />);
export const OrganizationIcon = icon(<path d="M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3M17 13v0M17 17v0" />);
export const TokenIcon = icon(<path d="M8 6L3 12l5 6M16 6l5 6-5 6M13.5 4l-3 16" />);
export const AuditIcon = icon(<path d="M7 3h7l5 5v13H7zM14 3v5h5M10 13h6M10 17h6" />);
export const MapIcon = icon(
  <path d="M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z" />,
);
export const LinkIcon = icon(
  <path d="M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1" />,
);
export const SearchIcon = icon(<path d="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21" />);
export const HelpIcon = icon(
  <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.01" />,
);
export const SunIcon = icon(
  <path d="M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2" />,
);
export const MoonIcon = icon(<path d="M20 14a8 8 0 1 1-10-10 7 7 0 0 0 10 10z" />);
export const CopyIcon = icon(<path d="M9 9h11v11H9zM5 15H4V4h11v1" />);
export const CheckIcon = icon(<path d="M5 12l5 5 9-10" />);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const TrashIcon = icon(<path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5" />);
export const MoreIcon = icon(<path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth="3" />);
export const DownIcon = icon(<path d="M6 9l6 6 6-6" />);

export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#0b7285" />
      <path
        d="M7 18h4l3-8 4 13 3-8 1.5 3H25"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
