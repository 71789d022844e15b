package import DirectoryDomain
package import Kernel
internal import Messages
internal import RPC

/// Reads the divisions, teams and queues of the organisation.
///
/// Their names are nobody's data: the permission in any scope will do.
package struct StructureService: DirectoryV1.StructureService {
  let structure: any StructureRepository
  let pageTokens: PageTokenSealer

  package init(structure: any StructureRepository, pageTokens: PageTokenSealer) {
    self.structure = structure
    self.pageTokens = pageTokens
  }
}
