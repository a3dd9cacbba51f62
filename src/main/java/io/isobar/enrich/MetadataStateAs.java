package io.isobar.enrich;

/** How a point says whether the metadata in it is fresh: not at all, as a tag or as a field. */
public enum MetadataStateAs {
    NONE,
    TAG,
    FIELD
}
