export { fetchListings, type FetchListingsNeeds } from './fetch-listings.ts'
export type { Listing, ListingFilter, Mismatch, Proposal } from './listing.ts'
export { type MapResult, listListings, mapListing, proposals, type ProposalNeeds, unmapListing } from './listing-map.ts'
export { storeListings, type StoreListingsNeeds } from './store-listings.ts'
