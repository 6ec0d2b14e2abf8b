/** Width and height of an image or video, in whatever unit the caller has. */
export interface Dimensions {
  width?: number;
  height?: number;
}

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  application_file: { dimensions: Dimensions };
  file_content: object;
  file_upload: { dimensions: Dimensions };
}
