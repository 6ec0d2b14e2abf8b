export { NodeConfig } from './config.ts';
export type { DebugLine, FlowNode, NodeContext, NodeOutcome, NodeType, Payload, RunInfo } from './context.ts';
export type { FieldDeclaration, FieldKind, FlowClass, NodeDeclaration } from './declaration.ts';
export { runnableClasses } from './declaration.ts';
export { ActionError, type ErrorShape, isActionError, NodeError, toErrorShape } from './errors.ts';
export { findNodeType, nodeTypes } from './registry.ts';
export type {
  DevicePage,
  DeviceQuestion,
  DeviceService,
  EventService,
  NodeServices,
  Reply,
  ReplyCookie,
  ReplyService,
  StorageService,
} from './services.ts';
