internal import Kernel
internal import RPC

extension CallContext {
  /// What a page token of this list is bound to: all arguments but the page, in a fixed order.
  func pageQuery(_ arguments: String...) -> [String] {
    [method.path, caller.organization.rawValue] + arguments
  }
}
