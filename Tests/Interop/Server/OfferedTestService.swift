internal import InteropMessages
internal import RPC

/// The test service without the method that no server offers.
struct OfferedTestService: RPCService {
  private let service = TestServiceHandlers()

  var methods: [RPCMethod] {
    service.methods.filter {
      $0.descriptor != GRPCTesting.TestServiceMethods.unimplementedCall
    }
  }
}
