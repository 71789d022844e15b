internal import ArgumentParser
internal import Kernel

/// What the user has typed.
enum UserInput {
  /// Reads options and arguments in a command's `validate`.
  ///
  /// What is wrong with them is told together with the command's usage, and the exit status is 64.
  static func check(_ read: () throws -> Void) throws {
    do {
      try read()
    } catch let error as Kernel.ValidationError {
      throw ArgumentParser.ValidationError(error.description)
    } catch let error as CommandFailure {
      throw ArgumentParser.ValidationError(error.description)
    }
  }
}
