internal import ArgumentParser
internal import InteropSupport

/// Runs the interoperability cases of gRPC against a server in any language.
@main
enum InteropClient {
  static func main() async {
    let arguments = CommandLine.arguments.dropFirst()
    await Run.main(
      OfficialFlags.normalized(Array(arguments), truthValues: ["use_tls", "use_test_ca"]))
  }
}
