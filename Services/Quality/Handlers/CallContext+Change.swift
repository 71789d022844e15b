internal import Kernel
internal import QualityDomain
internal import RPC

extension CallContext {
  /// Where a change of this call happens, who makes it and when.
  func change(at time: Timestamp) -> ChangeContext {
    ChangeContext(organization: caller.organization, actor: caller.key, time: time)
  }
}
