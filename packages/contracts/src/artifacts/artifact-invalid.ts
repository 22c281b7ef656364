/** The bytes are whole, as their hash shows, but they are not an artifact of this kind that this code can read. */
export class ArtifactInvalid extends Error {
  override readonly name = 'ArtifactInvalid';
}
