internal import Messages
internal import Protobuf
internal import ProtobufJSON
internal import RPC
internal import WellKnownMessages

/// The methods that `laurel call` knows: those of the suite's services, and those that the runtime
/// brings along.
struct CallableMethods {
  /// By service and in the order of the proto files.
  let all: [TypedMethod]

  static func ofSuite() -> CallableMethods {
    CallableMethods(
      all: (MethodCatalogue.all + runtimeMethods).sorted {
        $0.descriptor.service < $1.descriptor.service
      })
  }

  /// Finds a method by its full name, `package.Service/Method`; a slash before it does no harm.
  ///
  /// - Throws: ``CommandFailure`` that tells of methods with a similar name.
  func method(named name: String) throws -> TypedMethod {
    let path = name.hasPrefix("/") ? name : "/" + name
    if let method = all.first(where: { $0.descriptor.path == path }) { return method }
    let last = name.split { "/.".contains($0) }.last.map { $0.lowercased() } ?? ""
    let similar = all.filter { method in
      !last.isEmpty
        && (method.descriptor.name.lowercased() == last
          || method.descriptor.service.lowercased().hasSuffix("." + last))
    }
    throw CommandFailure(
      "There is no method \(name); `laurel call --list` shows all."
        + (similar.isEmpty ? "" : " Perhaps one of these:\n")
        + similar.map { "  \($0.descriptor.path.dropFirst())" }.joined(separator: "\n"))
  }

  /// A list of the methods for people.
  var text: String {
    var text = ""
    var service = ""
    for descriptor in all.map(\.descriptor) {
      if descriptor.service != service {
        text += (service.isEmpty ? "" : "\n") + descriptor.service + "\n"
        service = descriptor.service
      }
      text += "  \(descriptor.name)"
      text += descriptor.kind == .unary ? "\n" : "  (\(descriptor.kind.words))\n"
    }
    return text
  }

  /// The methods of health, channelz and reflection, which every service offers or can offer.
  private static var runtimeMethods: [TypedMethod] {
    func method(
      _ service: String, _ name: String, _ kind: MethodDescriptor.Kind,
      _ request: any JSONMessage.Type, _ response: any JSONMessage.Type
    ) -> TypedMethod {
      TypedMethod(
        MethodDescriptor(service: service, name: name, kind: kind), request: request,
        response: response)
    }
    typealias Health = GRPCHealthV1
    typealias Channelz = GRPCChannelzV1
    typealias Reflection = GRPCReflectionV1
    let (health, channelz) = ("grpc.health.v1.Health", "grpc.channelz.v1.Channelz")
    let reflection = "grpc.reflection.v1.ServerReflection"
    return [
      method(
        health, "Check", .unary, Health.HealthCheckRequest.self, Health.HealthCheckResponse.self),
      method(health, "List", .unary, Health.HealthListRequest.self, Health.HealthListResponse.self),
      method(
        health, "Watch", .serverStreaming, Health.HealthCheckRequest.self,
        Health.HealthCheckResponse.self),
      method(
        channelz, "GetTopChannels", .unary, Channelz.GetTopChannelsRequest.self,
        Channelz.GetTopChannelsResponse.self),
      method(
        channelz, "GetServers", .unary, Channelz.GetServersRequest.self,
        Channelz.GetServersResponse.self),
      method(
        channelz, "GetServer", .unary, Channelz.GetServerRequest.self,
        Channelz.GetServerResponse.self),
      method(
        channelz, "GetServerSockets", .unary, Channelz.GetServerSocketsRequest.self,
        Channelz.GetServerSocketsResponse.self),
      method(
        channelz, "GetChannel", .unary, Channelz.GetChannelRequest.self,
        Channelz.GetChannelResponse.self),
      method(
        channelz, "GetSubchannel", .unary, Channelz.GetSubchannelRequest.self,
        Channelz.GetSubchannelResponse.self),
      method(
        channelz, "GetSocket", .unary, Channelz.GetSocketRequest.self,
        Channelz.GetSocketResponse.self),
      method(
        reflection, "ServerReflectionInfo", .bidirectionalStreaming,
        Reflection.ServerReflectionRequest.self, Reflection.ServerReflectionResponse.self),
    ]
  }
}

extension MethodDescriptor.Kind {
  /// For people, for example `client streaming`.
  var words: String {
    switch self {
    case .unary: "unary"
    case .clientStreaming: "client streaming"
    case .serverStreaming: "server streaming"
    case .bidirectionalStreaming: "bidirectional streaming"
    }
  }
}
